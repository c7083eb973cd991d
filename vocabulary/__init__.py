"""Value types of municipal international cooperation that all parts share."""
