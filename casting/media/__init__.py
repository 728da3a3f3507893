"""Photographs, tapes and documents: made safe, made small, and kept by their content."""
