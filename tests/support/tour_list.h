/* One line a subject, in alphabetical order; read several times. */
TOUR(base)
TOUR(impact)
TOUR(wom)
