// Chance that is the same for the same seed: mulberry32.

export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** A fraction in [0, 1). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both possible. */
  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** Some of `list`, in its order. */
  some(list, probability = this.next()) {
    return list.filter(() => this.chance(probability));
  }
}

/** The whole numbers from `low` to `high`. */
export function upTo(low, high) {
  return Array.from({ length: high - low + 1 }, (_, n) => low + n);
}

/** A set of vendors as strings really have them: none, few, a block, many, nearly all. */
export function vendorSet(random, most) {
  const max = random.between(1, most);
  switch (random.between(0, 6)) {
    case 0:
      return [];
    case 1:
      return [random.between(1, max)];
    case 2:
      return upTo(random.between(1, max), max);
    case 3:
      return random.some(upTo(1, max), 0.02);
    case 4:
      return random.some(upTo(1, max), 0.97);
    case 5:
      return [...new Set(upTo(0, 5).map(() => random.between(1, max)))].sort((a, b) => a - b);
    default:
      return random.some(upTo(1, max));
  }
}
