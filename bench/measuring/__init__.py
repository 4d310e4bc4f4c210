"""How the benchmarks measure: databases of their own, turns, the wire, the report."""
