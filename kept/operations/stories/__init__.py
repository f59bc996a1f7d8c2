"""Stories: what happened to real customers, played through the product's real entrances on a clock that moves."""
