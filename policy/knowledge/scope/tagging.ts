import type { Generation } from "../../generation";
import { type ActionsOn, isOf, type Tagging } from "./model";
import { SCOPED_SERVICES, serviceScope } from "./services";

/** Tagging of one service that AWS can tell to be part of the call that makes something. */
export interface TaggingOnCreation extends Tagging {
  readonly service: string;
  readonly createAction: NonNullable<Tagging["createAction"]>;
}

/**
 * Tagging that AWS can tell to be part of the call that makes something, in every service; without the resources that the
 * generation tags afterwards all the same.
 */
export function taggingOnCreation(sst: Generation): readonly TaggingOnCreation[] {
  return SCOPED_SERVICES.flatMap((service) => {
    const parts = (serviceScope(service)?.tagging ?? []).filter((part) => isOf(sst, part));
    const afterwards = parts.flatMap((part) => (part.claims ? (part.resources ?? []) : []));
    return parts.flatMap(({ createAction, resources = [], ...part }): readonly TaggingOnCreation[] =>
      createAction === undefined
        ? []
        : [{ ...part, service, createAction, resources: resources.filter((each) => !afterwards.includes(each)) }],
    );
  });
}

/** Of these services those where something that carries no tags yet can be tagged as the app's, and is then reached so. */
export function claimableServices(sst: Generation, services: readonly string[]): readonly string[] {
  return services.filter((service) => {
    const scope = serviceScope(service);
    const parts: readonly ActionsOn[] = [...(scope?.tagging ?? []), ...(scope?.residue ?? [])];
    return parts.some((part) => part.claims === true && isOf(sst, part));
  });
}
