"""What leaves the house as a file: sheets, bundles and dossiers."""
