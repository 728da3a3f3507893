"""The scorer: arrays in, arrays out; features, fits, reasons, intervals and stopping."""
