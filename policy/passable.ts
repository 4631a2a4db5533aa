/**
 * Services that act with a role that a caller passes to them, and so let the caller act with it: they run the caller's
 * code, or call any AWS API that the caller writes down.
 */
export interface PassableService {
  /** The service's principal, as `iam:PassedToService` carries it. */
  readonly principal: string;
  /** Each of these actions alone takes a passed role and lets the caller decide what is done with it. */
  readonly actions: readonly string[];
}

/**
 * The services and their actions, in alphabetical order. Which actions need `iam:PassRole` is said by each service's page in
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * (dependent actions); most of these ways to more rights are listed in https://github.com/DataDog/pathfinding.cloud
 * (`data/paths`, read 2025-12), the others follow from what the service does with its role: API Gateway, AppSync, EventBridge
 * Scheduler, Step Functions and Systems Manager Automation call any AWS API with it.
 */
export const PASSABLE_SERVICES: readonly PassableService[] = [
  { principal: "apigateway.amazonaws.com", actions: ["apigateway:PATCH", "apigateway:POST", "apigateway:PUT"] },
  { principal: "appsync.amazonaws.com", actions: ["appsync:CreateDataSource", "appsync:UpdateDataSource"] },
  { principal: "bedrock-agentcore.amazonaws.com", actions: ["bedrock-agentcore:CreateCodeInterpreter"] },
  {
    principal: "cloudformation.amazonaws.com",
    actions: [
      "cloudformation:CreateChangeSet",
      "cloudformation:CreateStack",
      "cloudformation:CreateStackSet",
      "cloudformation:UpdateStack",
      "cloudformation:UpdateStackSet",
    ],
  },
  { principal: "codebuild.amazonaws.com", actions: ["codebuild:CreateProject", "codebuild:UpdateProject"] },
  { principal: "datapipeline.amazonaws.com", actions: ["datapipeline:PutPipelineDefinition"] },
  { principal: "ec2.amazonaws.com", actions: ["ec2:RequestSpotInstances", "ec2:RunInstances"] },
  { principal: "ecs-tasks.amazonaws.com", actions: ["ecs:RegisterTaskDefinition"] },
  {
    principal: "glue.amazonaws.com",
    actions: ["glue:CreateDevEndpoint", "glue:CreateJob", "glue:UpdateJob"],
  },
  {
    principal: "lambda.amazonaws.com",
    actions: ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"],
  },
  {
    principal: "sagemaker.amazonaws.com",
    actions: ["sagemaker:CreateNotebookInstance", "sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob"],
  },
  { principal: "scheduler.amazonaws.com", actions: ["scheduler:CreateSchedule", "scheduler:UpdateSchedule"] },
  { principal: "ssm.amazonaws.com", actions: ["ssm:StartAutomationExecution"] },
  { principal: "states.amazonaws.com", actions: ["states:CreateStateMachine", "states:UpdateStateMachine"] },
  { principal: "tasks.apprunner.amazonaws.com", actions: ["apprunner:CreateService"] },
];
