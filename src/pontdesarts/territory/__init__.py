"""Where things are: departments, communes and the perimeters of priority areas, for the whole of France.

National reference data: the operator loads it by commands, nobody edits it. Upper contexts point at a `Commune`, ask
`communes.resolve_commune` what a person typed, `perimeters.priority_area_of` whether an address is in a priority area
(in, out, cannot tell) and `school_holidays` when a department's schools close.
"""
