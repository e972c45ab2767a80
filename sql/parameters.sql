-- One row: the parameters of lists.sql, with the defaults of `segue import --clicks`. What `segue tune` has found for a
-- shop goes here. Numbers with an exponent are doubles everywhere; others are decimals in some warehouses.
SELECT
  1e0 AS p,         -- how fast a pair counts less with its distance
  0.6e0 AS beta,    -- what a pair counts backwards
  0.7e0 AS alpha,   -- how much a much-viewed product's own list is scaled down
  0.1e0 AS gamma,   -- how much a much-viewed neighbour is scaled down
  1.5e0 AS c,       -- the oldest session counts e^-c of the newest
  0.25e0 AS sigma,  -- how much less a pair of a long session counts
  1e0 AS hop,       -- what neighbours of neighbours count
  100e0 AS enough,  -- with so many weighted clicks on a product they count half
  10e0 AS prior,    -- so many weighted clicks the shop's rate of coming back counts as
  20 AS reach,      -- clicks that are further apart say nothing of one another
  50 AS top,        -- neighbours of a product
  200 AS longest    -- a session of more clicks is a robot's
