-- What visitors looked at next: for each product its neighbours with their weights, as `segue import --clicks` makes them.
--
-- Reads   clicks (SessionId, ItemId, Time): one row a click; Time is a number of seconds, whole or not
--         parameters: one row, see parameters.sql
-- Gives   product, neighbour, rank, weight: rank is 1 for the neighbour with the highest weight
--
--   w(i->j) = n_i^-alpha * n_j^-gamma * sum over sessions s of e^(-c * (1 - rank_s/S)) * |s|^-sigma
--             * sum over 0 < b-a <= reach of (b-a)^-p * ([s_a = i, s_b = j] + beta * [s_b = i, s_a = j])
--   v(i->j) = w(i->j) + hop * enough / (enough + n_i) * sum over k in L(i) of w(i->k) * w(k->j) / sum of w(k->.) in L(k)
--   v(i->i) = n_i^-alpha * n_i / (n_i + prior) * (S_i + prior * S / N)
--
-- L(i) are the neighbours of i with the highest w, S_i is the sum of w for pairs of i with itself, S the sum of all S_i and
-- N that of all n_i. The weight is v.
--
-- It runs unchanged on DuckDB and Apache Spark; docs/lists-in-sql.md says how, and what BigQuery and Snowflake need.
WITH

-- The same product at the same moment of the same session is one click, however often it was sent.
events AS (
  SELECT DISTINCT CAST(SessionId AS STRING) AS visit, CAST(ItemId AS STRING) AS product, Time AS clicked
  FROM clicks
  WHERE SessionId IS NOT NULL AND ItemId IS NOT NULL AND Time IS NOT NULL
),

-- One click says nothing of what came next, and robots click what nobody does.
visits AS (
  SELECT counted.visit, counted.length, counted.ended, CAST(FLOOR(counted.ended / 86400) AS BIGINT) AS day
  FROM (SELECT visit, COUNT(*) AS length, MAX(clicked) AS ended FROM events GROUP BY visit) counted
  CROSS JOIN parameters
  WHERE counted.length BETWEEN 2 AND parameters.longest
),

-- Sessions are ranked by their last click. To rank them day by day, and count what was before the day, is the same as to
-- rank all at once, but no machine has to hold them all.
counted_days AS (
  SELECT day, COUNT(*) AS visits FROM visits GROUP BY day
),
days AS (
  SELECT later.day, SUM(earlier.visits) - MAX(later.visits) AS visits_before
  FROM counted_days later
  CROSS JOIN counted_days earlier
  WHERE earlier.day <= later.day
  GROUP BY later.day
),
ranked AS (
  SELECT
    visits.visit,
    visits.length,
    days.visits_before + ROW_NUMBER() OVER (PARTITION BY visits.day ORDER BY visits.ended, visits.visit) AS place
  FROM visits
  JOIN days ON days.day = visits.day
),
total AS (
  SELECT COUNT(*) AS visits FROM visits
),

-- What each session counts. Whole numbers are multiplied by 1e0 before they are divided: a quotient of whole numbers is a
-- whole number in some engines, and a decimal of six places in others.
weighted AS (
  SELECT
    ranked.visit,
    EXP(-parameters.c * (1 - ranked.place * 1e0 / total.visits)) * POWER(ranked.length * 1e0, -parameters.sigma) AS weight
  FROM ranked
  CROSS JOIN total
  CROSS JOIN parameters
),

-- The clicks of each session in order, those of one moment in the order of their products.
placed AS (
  SELECT
    events.visit,
    events.product,
    weighted.weight,
    ROW_NUMBER() OVER (PARTITION BY events.visit ORDER BY events.clicked, events.product) AS position
  FROM events
  JOIN weighted ON weighted.visit = events.visit
),
clicked AS (
  SELECT product, SUM(weight) AS n FROM placed GROUP BY product
),

-- A session meets itself; it has no more than `longest` clicks.
pairs AS (
  SELECT
    earlier.product AS product,
    later.product AS neighbour,
    SUM(earlier.weight * POWER((later.position - earlier.position) * 1e0, -parameters.p)) AS strength
  FROM placed earlier
  JOIN placed later ON later.visit = earlier.visit
  CROSS JOIN parameters
  WHERE later.position > earlier.position
    AND later.position <= earlier.position + parameters.reach
  GROUP BY earlier.product, later.product
),
directed AS (
  SELECT product, neighbour, strength FROM pairs
  UNION ALL
  SELECT pairs.neighbour AS product, pairs.product AS neighbour, parameters.beta * pairs.strength AS strength
  FROM pairs
  CROSS JOIN parameters
),
summed AS (
  SELECT product, neighbour, SUM(strength) AS strength FROM directed GROUP BY product, neighbour
),
scored AS (
  SELECT
    summed.product,
    summed.neighbour,
    summed.strength * POWER(own.n, -parameters.alpha) * POWER(other.n, -parameters.gamma) AS weight
  FROM summed
  JOIN clicked own ON own.product = summed.product
  JOIN clicked other ON other.product = summed.neighbour
  CROSS JOIN parameters
  WHERE summed.product <> summed.neighbour
),
ordered AS (
  SELECT
    product,
    neighbour,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY weight DESC, neighbour) AS rank,
    weight
  FROM scored
  WHERE weight > 0
),
lists AS (
  SELECT ordered.product, ordered.neighbour, ordered.weight
  FROM ordered
  CROSS JOIN parameters
  WHERE ordered.rank <= parameters.top
),

-- Neighbours of neighbours: they fill the lists of products that were seldom looked at.
sums AS (
  SELECT product, SUM(weight) AS weight FROM lists GROUP BY product
),
further AS (
  SELECT
    near.product,
    far.neighbour,
    SUM(parameters.hop * parameters.enough / (parameters.enough + clicked.n) * near.weight * far.weight / sums.weight)
      AS weight
  FROM lists near
  JOIN lists far ON far.product = near.neighbour
  JOIN sums ON sums.product = near.neighbour
  JOIN clicked ON clicked.product = near.product
  CROSS JOIN parameters
  WHERE far.neighbour <> near.product
  GROUP BY near.product, far.neighbour
),

-- How often somebody comes back to a product. Few clicks say little of it, so that the whole shop has a say.
returned AS (
  SELECT product, strength FROM summed WHERE product = neighbour
),
shop AS (
  SELECT COALESCE(SUM(returned.strength), 0e0) / SUM(clicked.n) AS rate
  FROM clicked
  LEFT JOIN returned ON returned.product = clicked.product
),
itself AS (
  SELECT
    clicked.product,
    clicked.product AS neighbour,
    POWER(clicked.n, -parameters.alpha) * clicked.n / (clicked.n + parameters.prior)
      * (COALESCE(returned.strength, 0e0) + parameters.prior * shop.rate) AS weight
  FROM clicked
  LEFT JOIN returned ON returned.product = clicked.product
  CROSS JOIN shop
  CROSS JOIN parameters
),
every_way AS (
  SELECT product, neighbour, weight FROM lists
  UNION ALL
  SELECT product, neighbour, weight FROM further
  UNION ALL
  SELECT product, neighbour, weight FROM itself
),
added AS (
  SELECT product, neighbour, SUM(weight) AS weight FROM every_way GROUP BY product, neighbour
),
numbered AS (
  SELECT
    product,
    neighbour,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY weight DESC, neighbour) AS rank,
    weight
  FROM added
  WHERE weight > 0
)
SELECT numbered.product, numbered.neighbour, numbered.rank, numbered.weight
FROM numbered
CROSS JOIN parameters
WHERE numbered.rank <= parameters.top
