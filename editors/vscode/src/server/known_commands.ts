// Tells the server which commands its code lenses may carry.

import type { ClientCapabilities, FeatureState, StaticFeature } from 'vscode-languageclient/node';

/** The commands of this extension that take a `Subject`. */
export const LENS_COMMANDS = ['pipewright.showGraph', 'pipewright.showLedger', 'pipewright.showOutput'];

export class KnownCommands implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental, commands: LENS_COMMANDS };
  }

  initialize(): void {}

  getState(): FeatureState {
    return { kind: 'static' };
  }

  clear(): void {}
}
