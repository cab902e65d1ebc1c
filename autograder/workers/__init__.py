"""Work shared among processes that live long, here or on a cluster. Bytes go in and bytes come out;
what the work is, nobody here knows."""
