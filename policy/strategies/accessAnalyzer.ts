import type { AppTarget } from "../knowledge/target";
import { administrator } from "./administrator";
import type { AccessAnalyzerStrategy } from "./model";
import type { RolePermissions } from "./permissions";
import { separateServices } from "./separate";
import { services } from "./services";

/**
 * Strategy 3, its first phase: broad permissions, so that IAM Access Analyzer can generate a policy from what was used.
 *
 * Source: `anomalyco/sst@v1.18.4:www/docs/advanced/iam-credentials.md`, "Generate using IAM Access Analyzer". How broad is
 * the config's choice; administrator rights are never taken for granted.
 */
export function accessAnalyzer(target: AppTarget, strategy: AccessAnalyzerStrategy): readonly RolePermissions[] {
  switch (strategy.broad.type) {
    case "administrator":
      return administrator(target);
    case "services":
      return target.duties === "separate" ? separateServices(target, strategy.broad) : services(target, strategy.broad);
  }
}
