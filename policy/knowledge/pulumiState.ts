import type { Source } from "../grant";
import type { Need } from "./need";
import { type AppTarget, companionArns, eachStage, regionalArns, s3Arn } from "./target";

/**
 * SST v3 and v4, which deploy through Pulumi: the state and asset buckets, the repository and the parameters that SST shares
 * among all apps of an account and region, and what the command line calls on them.
 */
const PROVIDER = "anomalyco/sst@v4.17.0:pkg/project/provider/aws.go";
const PAGE = "anomalyco/sst@v4.17.0:www/src/content/docs/docs/iam-credentials.mdx";

/** Kinds of state with one object a stage: `<kind>/<app>/<stage>.json`. */
const STATE_KINDS = ["app", "lock", "secret"] as const;
/** Kinds of state with an object an update: `<kind>/<app>/<stage>/<id>.json`. */
const HISTORY_KINDS = ["eventlog", "snapshot", "summary", "update"] as const;

/** A statement of the policy on SST's page about IAM credentials. */
export function sstPage(sid: string): Source {
  return { where: PAGE, what: sid };
}

/** The state of this app's stages, and no other app's. */
export function stateObjects(target: AppTarget): readonly Need[] {
  const { app } = target;
  const keys = eachStage(target, (stage) => [
    ...STATE_KINDS.map((kind) => `${kind}/${app}/${stage}.json`),
    ...HISTORY_KINDS.map((kind) => `${kind}/${app}/${stage}/*`),
  ]);
  const prefixes = eachStage(target, (stage) =>
    [...STATE_KINDS, ...HISTORY_KINDS].map((kind) => `${kind}/${app}/${stage}*`),
  );
  return [
    {
      purpose: "StateObjects",
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject"],
      resources: keys.map((key) => s3Arn(target, `sst-state-*/${key}`)),
      because: "SST keeps state, locks, secrets and the history of updates of a stage in the state bucket.",
      sources: [{ where: `${PROVIDER}#pathForData` }, sstPage("ManageBootstrapStateBucket")],
    },
    {
      purpose: "StateFallbackSecrets",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [s3Arn(target, `sst-state-*/secret/${app}/_fallback.json`)],
      because: "Secrets with a fallback are kept once an app.",
      sources: [{ where: "anomalyco/sst@v4.17.0:pkg/project/provider/provider.go#GetSecrets" }],
    },
    {
      purpose: "StateList",
      actions: ["s3:ListBucket", "s3:ListBucketVersions"],
      resources: [s3Arn(target, "sst-state-*")],
      condition: { StringLike: { "s3:prefix": [`app/${app}`, ...prefixes] } },
      because: "SST lists an app's stages and the history of a stage.",
      sources: [
        { where: `${PROVIDER}#listStages` },
        { where: `${PROVIDER}#cleanup` },
        sstPage("ManageBootstrapStateBucket"),
      ],
    },
  ];
}

/** Reading where the shared buckets are, and the passphrase that encrypts this app's stages. */
export function stateParameters(target: AppTarget): readonly Need[] {
  return [
    {
      purpose: "StateLocation",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: companionArns(target, "ssm", "parameter/sst/bootstrap"),
      because: "Every command reads which buckets the account and region have.",
      sources: [{ where: `${PROVIDER}#Bootstrap` }, sstPage("ManageBootstrapSSMParameter")],
    },
    {
      purpose: "Passphrase",
      actions: ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"],
      resources: eachStage(target, (stage) =>
        regionalArns(target, "ssm", `parameter/sst/passphrase/${target.app}/${stage}`),
      ),
      because:
        "A passphrase a stage encrypts state and secrets; the first deploy makes it, removing the stage deletes it.",
      sources: [
        { where: `${PROVIDER}#getPassphrase` },
        { where: `${PROVIDER}#setPassphrase` },
        sstPage("ManageBootstrapSSMParameter"),
      ],
    },
    {
      purpose: "FallbackPassphrase",
      actions: ["ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"],
      resources: regionalArns(target, "ssm", `parameter/sst/passphrase/${target.app}/_fallback`),
      because: "Secrets with a fallback are encrypted with a passphrase of their own.",
      sources: [
        { where: "anomalyco/sst@v4.17.0:pkg/project/provider/provider.go#GetSecrets" },
        { where: `${PROVIDER}#pathForPassphrase` },
      ],
    },
  ];
}

/** The secrets of this app's stages, which `sst secret` reads and writes. */
export function stateSecrets(target: AppTarget): Need {
  return {
    purpose: "StateSecrets",
    actions: ["s3:GetObject", "s3:PutObject"],
    resources: eachStage(target, (stage) => s3Arn(target, `sst-state-*/secret/${target.app}/${stage}.json`)).concat(
      s3Arn(target, `sst-state-*/secret/${target.app}/_fallback.json`),
    ),
    because: "`sst secret` keeps the secrets of a stage, and those with a fallback, in the state bucket.",
    sources: [
      { where: "anomalyco/sst@v4.17.0:cmd/sst/secret.go" },
      { where: "anomalyco/sst@v4.17.0:pkg/project/provider/provider.go#PutSecrets" },
    ],
  };
}

/** Reading the state, the secrets and their passphrases, as `sst diff` does: it takes no lock and writes nothing. */
export function stateRead(target: AppTarget): readonly Need[] {
  const { app } = target;
  const sources = [{ where: "anomalyco/sst@v4.17.0:pkg/project/run.go" }, { where: `${PROVIDER}#getData` }] as const;
  return [
    {
      purpose: "StateRead",
      actions: ["s3:GetObject"],
      resources: [
        ...eachStage(target, (stage) =>
          ["app", "secret"].map((kind) => s3Arn(target, `sst-state-*/${kind}/${app}/${stage}.json`)),
        ),
        s3Arn(target, `sst-state-*/secret/${app}/_fallback.json`),
      ],
      because: "`sst diff` compares with the state, for which it needs the secrets too.",
      sources,
    },
    {
      purpose: "PassphraseRead",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: [...eachStage(target, (stage) => stage), "_fallback"].flatMap((stage) =>
        regionalArns(target, "ssm", `parameter/sst/passphrase/${app}/${stage}`),
      ),
      because: "State and secrets are encrypted with passphrases.",
      sources,
    },
    {
      purpose: "StateLocation",
      actions: ["ssm:GetParameter", "ssm:GetParameters"],
      resources: companionArns(target, "ssm", "parameter/sst/bootstrap"),
      because: "Every command reads which buckets the account and region have.",
      sources: [{ where: `${PROVIDER}#Bootstrap` }, sstPage("ManageBootstrapSSMParameter")],
    },
  ];
}

/** Making the buckets, the repository and the parameter, once an account and region. */
export function stateBootstrap(target: AppTarget): readonly Need[] {
  const source = { where: `${PROVIDER}#steps` };
  return [
    {
      purpose: "StateBuckets",
      actions: ["s3:CreateBucket", "s3:PutBucketNotification", "s3:PutBucketPolicy", "s3:PutBucketVersioning"],
      resources: [s3Arn(target, "sst-state-*"), s3Arn(target, "sst-asset-*")],
      because: "SST makes its buckets on the first command.",
      sources: [source, sstPage("ManageBootstrapStateBucket"), sstPage("ManageBootstrapAssetBucket")],
    },
    {
      purpose: "StateRepository",
      actions: ["ecr:CreateRepository", "ecr:DescribeRepositories"],
      resources: companionArns(target, "ecr", "repository/sst-asset"),
      because: "SST makes the repository of images on the first command.",
      sources: [source, sstPage("ManageBootstrapECRRepo")],
    },
    {
      purpose: "StateParameter",
      actions: ["ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter"],
      resources: companionArns(target, "ssm", "parameter/sst/bootstrap"),
      because: "SST writes down which buckets it made.",
      sources: [source, sstPage("ManageBootstrapSSMParameter")],
    },
    {
      purpose: "StateOldParameter",
      actions: ["ssm:DeleteParameter", "ssm:GetParameter"],
      resources: companionArns(target, "ssm", "parameter/sst/bootstrap/asset"),
      because: "A step moves what early versions wrote down elsewhere.",
      sources: [source],
    },
    {
      purpose: "StateOldBucket",
      actions: ["s3:DeleteBucket", "s3:ListBucket"],
      resources: [s3Arn(target, "sst-asset-*")],
      because: "That step deletes an asset bucket that was made twice.",
      sources: [source],
    },
    {
      purpose: "StateOldObjects",
      actions: ["s3:DeleteObject"],
      resources: [s3Arn(target, "sst-asset-*/*")],
      because: "That step empties the asset bucket before it deletes it.",
      sources: [source],
    },
  ];
}
