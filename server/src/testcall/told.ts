/** What a receiver told of what it missed, second by second: its losses from two witnesses, and the canaries among them in the second in which it tells of them. */

/**
 * What a receiver lost, told twice: by its page, and by the receiver reports of its browser, which no page can change. Both count the same packets, the reports
 * later; whichever total is higher holds, so that a page cannot hide what its own browser told the node.
 */
export class ToldLoss {
  #page = 0;
  #reports = 0;
  #counted = 0;

  /**
   * Of this second; null when the page says nothing: such a second does not count, and what was lost in it is not charged to the next. Less than none where
   * packets that had been told of as lost came late.
   */
  take(byPage: number | null, byReports: number): number | null {
    this.#reports += byReports;
    this.#page += byPage ?? byReports;
    if (byPage === null) {
      this.#counted += byReports;
      return null;
    }
    const lost = Math.max(this.#page, this.#reports) - this.#counted;
    this.#counted += lost;
    return lost;
  }
}

/** Seconds that canaries wait for the receiver to tell of a loss; after that it told of none. Higher keeps a liar's canaries back, lower shows them as losses. */
const canaryPatience = 3;

/** `named` is null where the receiver's browser did not agree to ask for single packets. */
export interface CanaryCount {
  withheld: number;
  named: number | null;
}

/**
 * The node counts a canary when the browser asks for it, the page counts the loss with its own next second. Canaries are charged to the second that tells of
 * them: charged to another, one second would show a loss that is ours and the other hide one that is the line's.
 */
export class ToldCanaries {
  readonly #waiting: (CanaryCount & { age: number })[] = [];

  /** Of this second: `counted` by the node, and the losses that the receiver told of, null for nothing. */
  take(counted: CanaryCount, claimedLost: number | null): CanaryCount {
    if (counted.withheld > 0) this.#waiting.push({ ...counted, age: 0 });
    const total: CanaryCount = { withheld: 0, named: counted.named === null ? null : 0 };
    let told = claimedLost ?? 0;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const isTold = told >= first.withheld;
      if (!isTold && first.age < canaryPatience) break;
      this.#waiting.shift();
      if (isTold) told -= first.withheld;
      total.withheld += first.withheld;
      if (first.named !== null) total.named = (total.named ?? 0) + first.named;
    }
    for (const one of this.#waiting) one.age += 1;
    return total;
  }
}
