"""The demonstration: fictional applicants, drawn portraits and a fictional panel's marks. Nobody is real."""
