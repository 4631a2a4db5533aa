/**
 * How IAM matches actions and ARNs with the wildcards `*` (any characters, or none) and `?` (exactly one).
 *
 * Actions don't distinguish case; ARNs do. IAM's guide leaves open how far a `*` at the end of an ARN's part reaches across
 * the colon, so both readings count here: patterns cover one another only if they do part by part, and overlap if they do
 * part by part or as whole texts. An ARN with fewer than six parts is completed with `*`. A policy variable
 * (`${aws:username}`) may stand for any text.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */

/** A policy variable, or the escape of a special character: `${aws:username}`, `${*}`. */
const VARIABLE = /\$\{[^}]*\}/g;

/** True if the text holds a wildcard or a policy variable. */
export function isPattern(text: string): boolean {
  return text.includes("*") || text.includes("?") || text.includes("${");
}

/** True if some text matches both patterns. */
export function globsOverlap(left: string, right: string): boolean {
  const a = expandVariables(left);
  const b = expandVariables(right);
  if (a === "*" || b === "*") return true;
  if (!isPattern(a)) return globMatches(b, a);
  if (!isPattern(b)) return globMatches(a, b);
  if (!endsAgree(a, b)) return false;
  // row[j]: the first i symbols of a and the first j of b can stand for the same text
  let row: boolean[] = [];
  for (let i = 0; i <= a.length; i++) {
    const above = row;
    row = [];
    for (let j = 0; j <= b.length; j++) {
      const x = i > 0 ? a[i - 1] : undefined;
      const y = j > 0 ? b[j - 1] : undefined;
      if (x === undefined && y === undefined) row[j] = true;
      else if (x === "*" || y === "*")
        row[j] = (x !== undefined && above[j] === true) || (y !== undefined && row[j - 1] === true);
      else row[j] = x !== undefined && y !== undefined && (x === y || x === "?" || y === "?") && above[j - 1] === true;
    }
  }
  return row[b.length] === true;
}

/**
 * True if every text that matches `inner` matches `outer` too.
 *
 * Exact for wildcards. With policy variables it errs towards false: an outer pattern with a variable covers only itself.
 */
export function globCovers(outer: string, inner: string): boolean {
  if (outer === inner || outer === "*") return true;
  if (outer.includes("${")) return false;
  const firstWild = outer.search(/[*?]/);
  if (firstWild < 0) return false;
  const expanded = expandVariables(inner);
  if (firstWild === outer.length - 1 && outer.endsWith("*")) return expanded.startsWith(outer.slice(0, -1));
  if (!/[*?]/.test(expanded)) return globMatches(outer, expanded);
  // one text of the inner pattern that the outer doesn't match settles it, and is cheap to find
  return globMatches(outer, expanded.replace(/[*?]/g, OTHER)) && includes(outer, expanded);
}

/** True if the action pattern covers every action that `inner` matches; case is ignored. */
export function actionCovers(outer: string, inner: string): boolean {
  return globCovers(outer.toLowerCase(), inner.toLowerCase());
}

/** True if some action matches both patterns; case is ignored. */
export function actionsOverlap(left: string, right: string): boolean {
  return globsOverlap(left.toLowerCase(), right.toLowerCase());
}

/** True if the ARN pattern covers every ARN that `inner` matches; case counts. */
export function arnCovers(outer: string, inner: string): boolean {
  if (outer === "*" || outer === inner) return true;
  if (outer.includes("${")) return false;
  const parts = arnParts(expandVariables(inner));
  return arnParts(outer).every((part, index) => globCovers(part, parts[index] ?? "*"));
}

/** True if some ARN matches both patterns; case counts. */
export function arnsOverlap(left: string, right: string): boolean {
  if (left === "*" || right === "*" || left === right) return true;
  if (globsOverlap(left, right)) return true;
  const parts = arnParts(expandVariables(right));
  return arnParts(expandVariables(left)).every((part, index) => globsOverlap(part, parts[index] ?? "*"));
}

/** False if two patterns can't match the same text, since they begin or end with different letters before any wildcard. */
function endsAgree(a: string, b: string): boolean {
  const [headA, headB] = [a.slice(0, a.search(/[*?]/)), b.slice(0, b.search(/[*?]/))];
  const [tailA, tailB] = [/[^*?]*$/.exec(a)?.[0] ?? "", /[^*?]*$/.exec(b)?.[0] ?? ""];
  return (headA.startsWith(headB) || headB.startsWith(headA)) && (tailA.endsWith(tailB) || tailB.endsWith(tailA));
}

/** A character that no pattern names: it stands for all others. */
const OTHER = "\u0000";

/** True if the pattern matches the text, which holds no wildcards; goes back to the last `*` where it went wrong. */
function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let position = 0; position < text.length;) {
    const symbol = pattern[at];
    if (symbol === "*") {
      star = at++;
      resume = position;
    } else if (symbol === "?" || symbol === text[position]) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

function isWild(symbol: string | undefined): boolean {
  return symbol === "*" || symbol === "?";
}

/** A variable may stand for any text, so it becomes a star; `${*}`, `${?}` and `${$}` too, which errs towards overlap. */
function expandVariables(pattern: string): string {
  return pattern.includes("${") ? pattern.replace(VARIABLE, "*") : pattern;
}

/** Always six parts; the last one holds the rest of the colons. A text such as `*` stands for `*` in every part. */
function arnParts(pattern: string): readonly string[] {
  const parts = pattern.split(":");
  if (parts.length > 5) return [...parts.slice(0, 5), parts.slice(5).join(":")];
  return [...parts, ...new Array<string>(6 - parts.length).fill("*")];
}

/**
 * Inclusion of two wildcard patterns, by walking the inner one while keeping every position that the outer one may be at.
 * {@link OTHER} stands for every character that neither pattern names.
 */
function includes(outer: string, inner: string): boolean {
  const alphabet = [...new Set(Array.from(`${outer}${inner}\u0000`).filter((symbol) => !isWild(symbol)))];
  const closed = (positions: Iterable<number>): number[] => {
    const all = new Set<number>();
    for (let position of positions) {
      all.add(position);
      while (outer[position] === "*") all.add(++position);
    }
    return [...all].sort((x, y) => x - y);
  };
  const step = (positions: readonly number[], symbol: string): number[] =>
    closed(
      positions.flatMap((position) => {
        const expected = outer[position];
        if (expected === "*") return [position];
        return expected === "?" || expected === symbol ? [position + 1] : [];
      }),
    );
  const pending: [number, number[]][] = [[0, closed([0])]];
  const seen = new Set<string>();
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const [at, positions] = state;
    const key = `${at}:${positions.join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (positions.length === 0) return false;
    if (at === inner.length) {
      if (!positions.includes(outer.length)) return false;
      continue;
    }
    const symbol = inner[at];
    if (symbol === "*") {
      pending.push([at + 1, positions]);
      for (const letter of alphabet) pending.push([at, step(positions, letter)]);
    } else if (symbol === "?") {
      for (const letter of alphabet) pending.push([at + 1, step(positions, letter)]);
    } else if (symbol !== undefined) {
      pending.push([at + 1, step(positions, symbol)]);
    }
  }
  return true;
}
