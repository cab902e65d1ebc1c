"""The trusted side of a grading. Test cells run here, unmodified; a name that the student defined
is a proxy, and each call of it goes to the student's process. `examine` is a function of exam,
answers, limits and seed, and touches no file and no database."""
