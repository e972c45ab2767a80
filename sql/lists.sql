WITH
events AS (
  SELECT DISTINCT CAST(SessionId AS STRING) AS visit, CAST(ItemId AS STRING) AS product, Time AS clicked
  FROM clicks
  WHERE SessionId IS NOT NULL AND ItemId IS NOT NULL AND Time IS NOT NULL
),
visits AS (
  SELECT counted.visit, counted.length, counted.ended, FLOOR(counted.ended / 86400) AS day
  FROM (SELECT visit, COUNT(*) AS length, MAX(clicked) AS ended FROM events GROUP BY visit) counted
  CROSS JOIN parameters
  WHERE counted.length BETWEEN 2 AND parameters.longest
),
counted_days AS (
  SELECT day, COUNT(*) AS visits FROM visits GROUP BY day
),
days AS (
  SELECT later.day, SUM(earlier.visits) AS until_its_end, MAX(later.visits) AS visits
  FROM counted_days later
  CROSS JOIN counted_days earlier
  WHERE earlier.day <= later.day
  GROUP BY later.day
),
total AS (
  SELECT COUNT(*) AS visits FROM visits
),
ranked AS (
  SELECT
    visits.visit,
    visits.length,
    days.until_its_end - days.visits
      + ROW_NUMBER() OVER (PARTITION BY visits.day ORDER BY visits.ended, visits.visit) AS place
  FROM visits JOIN days ON days.day = visits.day
),
weighted AS (
  SELECT
    ranked.visit,
    EXP(-parameters.c * (1 - ranked.place * 1e0 / total.visits)) * POWER(ranked.length, -parameters.sigma) AS weight
  FROM ranked CROSS JOIN total CROSS JOIN parameters
),
placed AS (
  SELECT
    events.visit,
    events.product,
    weighted.weight,
    ROW_NUMBER() OVER (PARTITION BY events.visit ORDER BY events.clicked, events.product) AS position
  FROM events JOIN weighted ON weighted.visit = events.visit
),
clicked AS (
  SELECT product, SUM(weight) AS n FROM placed GROUP BY product
),
pairs AS (
  SELECT
    earlier.product AS earlier,
    later.product AS later,
    SUM(earlier.weight * POWER(later.position - earlier.position, -parameters.p)) AS strength
  FROM placed earlier
  JOIN placed later
    ON later.visit = earlier.visit
  CROSS JOIN parameters
  WHERE later.position > earlier.position
    AND later.position <= earlier.position + parameters.reach
    AND later.product <> earlier.product
  GROUP BY earlier.product, later.product
),
both_ways AS (
  SELECT earlier AS product, later AS neighbour, strength FROM pairs
  UNION ALL
  SELECT pairs.later, pairs.earlier, parameters.beta * pairs.strength FROM pairs CROSS JOIN parameters
),
summed AS (
  SELECT product, neighbour, SUM(strength) AS strength FROM both_ways GROUP BY product, neighbour
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
),
ordered AS (
  SELECT
    product,
    neighbour,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY weight DESC, neighbour) AS rank,
    weight
  FROM scored
  WHERE weight > 0
)
SELECT ordered.product, ordered.neighbour, ordered.rank, ordered.weight
FROM ordered CROSS JOIN parameters
WHERE ordered.rank <= parameters.top
ORDER BY ordered.product, ordered.rank
