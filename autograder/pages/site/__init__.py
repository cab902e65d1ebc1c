"""The course as a site that works from a folder, without a network: lessons that have been run,
assignments with hints, questions to check oneself, the map, and pages about the course. Sphinx
builds it with MyST-NB and the book theme."""

from autograder.pages.site.builder import Assignment, Site, write_site

__all__ = ["Assignment", "Site", "write_site"]
