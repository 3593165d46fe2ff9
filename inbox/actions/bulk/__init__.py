"""One verb on many cases: asked for once, worked off case by case by the verbs of the case page,
and undone the same way."""
