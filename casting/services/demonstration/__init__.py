"""The demonstration: fictional applicants, their drawn portraits, and a fictional panel's marks. Nobody in it is real."""
