"""Views of the desk: parse, ask the door, call one verb, answer."""
