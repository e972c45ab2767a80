SELECT
  1e0 AS p,
  0.6e0 AS beta,
  0.7e0 AS alpha,
  0.1e0 AS gamma,
  1.5e0 AS c,
  0.25e0 AS sigma,
  20 AS reach,
  50 AS top,
  1000 AS longest
