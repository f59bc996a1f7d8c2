"""`kept serve`: everything on one machine, started, watched and ended as one."""
