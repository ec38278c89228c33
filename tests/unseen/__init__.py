"""Wrong files by somebody who had not seen the rules."""
