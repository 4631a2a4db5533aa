import type { PolicyDocument, PolicyStatement, PrincipalBlock } from "../../../policy/document";

/**
 * What of a permissions policy the local AWS is given, so that it authorizes by it. Its evaluator
 * (`getmoto/moto@5.2.1:moto/iam/access_control.py`) misreads three things, each shown against it in `misread.test.ts`:
 *
 * - `NotResource`: whatever the effect, the actions are allowed on everything. Such statements are left out.
 * - `Condition` of a Deny: taken as met, so that it denies always. Such statements are left out.
 * - `Condition` of an Allow: taken as met. It is taken away, which changes nothing there, and says so here.
 */
export function readable(document: PolicyDocument): PolicyDocument {
  const statements = document.Statement.filter(
    ({ Effect, Condition, NotResource }) =>
      NotResource === undefined && !(Effect === "Deny" && Condition !== undefined),
  );
  return { Version: "2012-10-17", Statement: statements.map(unconditional) };
}

function unconditional(statement: PolicyStatement): PolicyStatement {
  const kept: { -readonly [Element in keyof PolicyStatement]: PolicyStatement[Element] } = { ...statement };
  delete kept.Condition;
  return kept;
}

/** A string, since the local AWS knows everybody by that alone; our own policies have lists. */
const EVERYBODY = { AWS: "*" } as unknown as PrincipalBlock;

/**
 * What of a trust policy the local AWS is given. It compares principals with the session's own ARN, to the letter, so that the
 * account's root, which on AWS stands for all of the account, trusts nobody there: trust in AWS principals becomes trust in
 * everybody. Whom a role trusts is asked of the simulator.
 */
export function trustAnybody(trust: PolicyDocument): PolicyDocument {
  const statements = trust.Statement.map((statement) =>
    statement.Principal?.AWS === undefined ? statement : { ...unconditional(statement), Principal: EVERYBODY },
  );
  return { Version: "2012-10-17", Statement: statements };
}
