"""Raw input from people turned into checked values, or into errors that name their field."""
