import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

/** `app → features → {api, stream, ui, lib}`; a feature never imports a feature. */
const noUp = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: patterns.map((group) => ({ group: [group] })) }],
})

const FEATURES = ['account', 'coin', 'docs', 'market', 'shell']

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
      // A number or a boolean in a template is what it looks like.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `onClick={() => navigate(…)}` is idiomatic; the router reports its own failures.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      complexity: ['error', 8],
      'max-lines': ['error', { max: 200, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 40, skipComments: true }],
    },
  },
  { files: ['src/{api,stream,ui,lib}/**'], rules: noUp('@/features/*', '@/app/*') },
  ...FEATURES.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: noUp('@/app/*', ...FEATURES.filter((other) => other !== feature).map((other) => `@/features/${other}/*`)),
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
