"""One page or one verb each: a gate, a verb, a template."""
