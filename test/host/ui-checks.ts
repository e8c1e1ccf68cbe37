import { expect } from 'chai';
import type { Workbench } from './workbench.ts';

/** One thing a person sees; the checks run in their order, in one workbench with `model.py` open. */
export interface UiCheck {
  readonly name: string;
  readonly run: (workbench: Workbench) => Promise<void>;
}

export const uiChecks: readonly UiCheck[] = [
  {
    name: 'shows the text of the model',
    async run({ page }) {
      const text = await page.locator('.monaco-editor .view-lines').first().innerText();
      expect(text.replaceAll('\u00a0', ' ')).to.contain('class TinyNet(nn.Module):');
    },
  },
];
