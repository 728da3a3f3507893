"""The rules of a casting call as plain Python: values in, values out, the standard library alone."""
