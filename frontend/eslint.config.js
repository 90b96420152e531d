import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

const FEATURES = ['account', 'alerts', 'analytics', 'coin', 'docs', 'market', 'portfolio', 'sentiment', 'shell']

/** `app → features → {api, stream, ui, lib}`: no import of these folders, by `@/` or by a relative path. */
const noImports = (...folders) => {
  const regex = `^(@/|(\\.\\./)+)(features/)?(${folders.join('|')})(/|$)`
  return {
    'no-restricted-imports': ['error', { patterns: [{ regex, message: 'See "Rooms" in frontend/README.md.' }] }],
  }
}

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/**/*.gen.ts', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  hooks.configs.flat.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A number in a template is written as expected.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `onClick={() => navigate(…)}` is usual in React; the router reports its own errors.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      complexity: ['error', 8],
      'max-lines': ['error', { max: 200, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 40, skipComments: true }],
    },
  },
  { files: ['src/{api,stream,ui}/**'], rules: noImports('app', 'features') },
  { files: ['src/lib/**'], rules: noImports('app', 'features', 'api', 'stream', 'ui') },
  ...FEATURES.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: noImports('app', ...FEATURES.filter((other) => other !== feature)),
  })),
  {
    files: ['**/*.test.{ts,tsx}', 'e2e/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', 300],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['*.js', 'scripts/**', 'public/**'], ...ts.configs.disableTypeChecked },
  { files: ['scripts/**'], languageOptions: { globals: globals.node } },
)
