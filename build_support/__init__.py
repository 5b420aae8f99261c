"""Tools of the workshop: translations and pictures. Not part of the program."""
