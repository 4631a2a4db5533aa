import { runtime } from "@pulumi/pulumi";
import { accountProvider } from "./components/accountProvider";
import { withCreatedArns } from "./components/outputs";
import { plannedStage } from "./components/plannedStage";
import { withPreviewAccess } from "./components/previewAccess";
import { withoutStackTraces } from "./components/stackTraces";
import { StageDeployers } from "./components/stageDeployers";
import { loadStageConfig } from "./config/load";
import { DEFAULT_EXPORT_OPTIONS } from "./exports/model";
import { plannedOutputs } from "./exports/outputs";
import { profileTexts } from "./exports/profileTexts";

/** Composition root: config → plan → resources → stack outputs. */

const plan = withPreviewAccess(plannedStage(loadStageConfig(), process.env), process.env, runtime.isDryRun());

const stage = withoutStackTraces(
  () => new StageDeployers(plan.app, { plan, providerOf: (account) => accountProvider(plan, account) }),
);

/** The stack outputs: by account name, and the rendered profiles by format. */
export const { roleArns, cloudFormationRoleArns, deployers } = withCreatedArns(
  plannedOutputs(plan, DEFAULT_EXPORT_OPTIONS),
  stage.roleArns,
);
export const profiles = profileTexts(plan);
