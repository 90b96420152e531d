import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

/** `app → features → {api, stream, ui, lib}`; a feature never imports a feature. */
const noUp = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: patterns.map((group) => ({ group: [group] })) }],
})

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.gen.ts', 'test-results', 'playwright-report'] },
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
      complexity: ['error', 10],
      'max-lines': ['error', { max: 200, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
    },
  },
  { files: ['src/{api,stream,ui,lib}/**'], rules: noUp('@/features/*', '@/app/*') },
  { files: ['src/features/shell/**'], rules: noUp('@/features/market/*', '@/features/coin/*', '@/app/*') },
  { files: ['src/features/market/**'], rules: noUp('@/features/shell/*', '@/features/coin/*', '@/app/*') },
  { files: ['src/features/coin/**'], rules: noUp('@/features/shell/*', '@/features/market/*', '@/app/*') },
  {
    files: ['**/*.test.{ts,tsx}', 'e2e/**'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['*.js', 'scripts/**', 'public/**'], ...ts.configs.disableTypeChecked },
  { files: ['scripts/**'], languageOptions: { globals: globals.node } },
)
