"""Where work on ranges of applications is done: in this process, in several on this machine, or on a cluster.

An engine maps a callable over ranges of ids. What it is given has to do the same when it is done twice, since a range
is given out anew where the process that had it died. The results are in the order of the ranges, whoever was first.
"""
