import { isCdkGeneration } from "../generation";
import { appStackNames } from "./stackNames";
import { type AppTarget, eachStage } from "./target";

/**
 * The names that SST gives an app's resources, as patterns, and where a name is so long that app or stage get lost.
 *
 * - v0 to v2: `<stage>-<app>-<id>` where SST names the resource (`App.logicalPrefixedName`), and
 *   `<stack>-<logical id>-<random>` where CloudFormation does, whose stacks are named `<stage>-<app>-<stack>`; so all of them
 *   begin the same, unless CloudFormation cuts the stack's name ({@link STACK_PART}).
 * - v3, v4: `<app>-<stage>-<name>-<8 letters>` (`anomalyco/sst@v4.17.0:platform/src/components/naming.ts#physicalName`). Where
 *   that is longer than the resource's kind may have (`component.ts#namingRules`), the app's name is cut from its end, then
 *   left out, then the stage's too.
 */

/** How a kind of resource is named. */
export interface NameRule {
  /** Most characters that SST gives the name (v3, v4) or CloudFormation allows it (v0 to v2). */
  readonly maximum: number;
  /** True: capitals become small letters. */
  readonly lower?: true;
  /** What stands in place of hyphens; absent: hyphens. */
  readonly separator?: "_";
}

/** What `physicalName` puts behind the name: a hyphen and 8 letters. */
export const RANDOM_PART = 9;

/** Characters of a stack's name that CloudFormation keeps at least in the names it generates; inferred, see `stackNames.ts`. */
export const STACK_PART = 24;

/**
 * Patterns of the names of the app's and its stages' resources of one kind: one a stage. Only whole names: a cut one may be
 * another app's as well.
 */
export function appNamePatterns(target: AppTarget, rule: NameRule): readonly string[] {
  const patterns = isCdkGeneration(target.sst)
    ? appStackNames(target)
    : eachStage(target, (stage) => `${target.app}-${stage}-*`);
  return patterns.map((pattern) => {
    const cased = rule.lower ? pattern.toLowerCase() : pattern;
    return rule.separator === undefined ? cased : cased.replaceAll("-", rule.separator);
  });
}

/**
 * v3, v4: how many letters and digits a resource's own name may have before the app's name is cut, for the longest stage;
 * may be negative. For a stage that is a pattern, `*` counts as {@link PATTERN_LENGTH} characters.
 */
export function roomForName(target: AppTarget, rule: NameRule): number {
  return rule.maximum - RANDOM_PART - longestStage(target) - target.app.length - 2;
}

/** v0 to v2: true if `<stage>-<app>-` may be longer than what CloudFormation keeps of a stack's name. */
export function isStackNameCut(target: AppTarget): boolean {
  return longestStage(target) + target.app.length + 2 > STACK_PART;
}

/** What `*` in a stage is taken to stand for where lengths are judged, e.g. the number of a pull request. */
const PATTERN_LENGTH = 4;

/** How long a stage may be; each `*` counts as so many characters. Default: 4. */
export function stageLength(stage: string, patternLength = PATTERN_LENGTH): number {
  return stage.length + (stage.split("*").length - 1) * (patternLength - 1);
}

function longestStage(target: AppTarget): number {
  return Math.max(...target.stages.map((stage) => stageLength(stage)));
}
