#!/usr/bin/env python3
"""Makes everything that follows from the public headers alone, so that it is written down once.

Reads include/csc.h, include/csc-io.h and the headers they include, and writes

    libcsc/libcsc.map, libcsc/libcsc-io.map    symbol maps, one node a release (from each function's @since)
    bindings/abi.json                          types, constants and signatures for bindings; its form is described below
    bindings/csc.ffi.h, bindings/csc-io.ffi.h  the same as C without preprocessor, for PHP FFI, cffi and LuaJIT
    tests/scripts/exports-libcsc*.txt          the names that each shared library exports

    python3 bindings/generate.py             writes what differs
    python3 bindings/generate.py --check     writes nothing; exit 1 and the names of the files that differ
    python3 bindings/generate.py --out DIR   writes below DIR instead of the source tree

A header belongs to libcsc when csc.h includes it, to libcsc-io when only csc-io.h does. The parser takes the C that our
headers may hold and nothing else; what it refuses would also be hard on a binding.

abi.json:
    functions   name, library, header, since, nodiscard, doc (first sentence), returns TYPE, args [{name, type TYPE, const}]
    constants   name, value, enum (null for a macro), library
    structs     name, library, doc, size and align and each field's offset on LP64 machines, fields [{name, type TYPE, offset}]
    callbacks   name, library, doc, returns TYPE, args
    opaques     name, library, doc
    aliases     name, type (a fixed-width integer)
    TYPE        {"kind": "void"} | {"kind": "scalar", "name": "int32_t"[, "alias": "csc_status"]}
              | {"kind": "pointer", "to": TYPE, "const": whether what it points to is const[, "length": elements of an array argument]}
              | {"kind": "array", "of": TYPE, "length": 64} | {"kind": "struct" | "opaque" | "callback", "name": ...}
              | {"kind": "function", "returns": TYPE, "args": [...]}     a function pointer without a name of its own
Python standard library only.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# name: (size, alignment) on LP64 machines
SCALARS = {
    'char': (1, 1), 'double': (8, 8), 'float': (4, 4), 'size_t': (8, 8), 'ptrdiff_t': (8, 8),
    'int8_t': (1, 1), 'int16_t': (2, 2), 'int32_t': (4, 4), 'int64_t': (8, 8),
    'uint8_t': (1, 1), 'uint16_t': (2, 2), 'uint32_t': (4, 4), 'uint64_t': (8, 8),
}
KNOWN_MACROS = {'UINT64_MAX': 2**64 - 1, 'UINT32_MAX': 2**32 - 1, 'INT64_MAX': 2**63 - 1, 'INT32_MAX': 2**31 - 1,
                'SIZE_MAX': 2**64 - 1}
TOKEN = re.compile(r'[A-Za-z_]\w*|0[xX][0-9a-fA-F]+|\d+|<<|>>|\.\.\.|[^\s\w]')
MACROS_WITHOUT_VALUE = {'CSC_API', 'CSC_NODISCARD'}


class HeaderError(Exception):
    pass


class Abi:
    """What the headers declare, in order of declaration."""

    def __init__(self):
        self.functions, self.constants, self.structs = [], [], []
        self.callbacks, self.opaques, self.aliases = [], [], []
        self.order = []  # (what, record) of types and functions, for the FFI headers
        self.values = dict(KNOWN_MACROS)
        self.names = {}  # type name -> 'struct' | 'opaque' | 'callback' | 'alias'
        self.alias_of = {}


def include_order(path, root, seen=None):
    """The public headers that `path` reaches by #include "...", each after those it needs."""
    seen = [] if seen is None else seen
    text = open(os.path.join(root, path), encoding='utf-8').read()
    for name in re.findall(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', text, re.M):
        for base in ('include', os.path.dirname(path)):
            candidate = os.path.normpath(os.path.join(base, name))
            if os.path.exists(os.path.join(root, candidate)):
                break
        else:
            raise HeaderError('%s: includes "%s", which does not exist' % (path, name))
        if candidate not in seen:
            include_order(candidate, root, seen)
    if path not in seen:
        seen.append(path)
    return seen


def tokens_of(path, root):
    """[(token, line, doc comment before it or None)] of a header, and its #define lines as {name: text}."""
    text = open(os.path.join(root, path), encoding='utf-8').read()
    defines = []
    out = []
    doc = None
    i, line = 0, 1
    at_line_start = True
    while i < len(text):
        c = text[i]
        if c == '\n':
            line += 1
            i += 1
            at_line_start = True
        elif c in ' \t\r':
            i += 1
        elif text.startswith('/*', i):
            end = text.find('*/', i)
            if end < 0:
                raise HeaderError('%s:%d: comment without end' % (path, line))
            comment = text[i:end + 2]
            if comment.startswith('/**') and not comment.startswith('/**/'):
                doc = clean_doc(comment)
            line += comment.count('\n')
            i = end + 2
        elif text.startswith('//', i):
            end = text.find('\n', i)
            i = len(text) if end < 0 else end
        elif c == '#' and at_line_start:
            end = i
            while True:
                end = text.find('\n', end)
                if end < 0:
                    end = len(text)
                    break
                if text[end - 1] != '\\':
                    break
                end += 1
            directive = re.sub(r'/\*.*?\*/', ' ', text[i:end].replace('\\\n', ' '), flags=re.S)
            m = re.match(r'#\s*define\s+(\w+)(\(?)(.*)', directive, re.S)
            if m:
                if m.group(2):
                    raise HeaderError('%s:%d: function-like macro %s in a public header' % (path, line, m.group(1)))
                defines.append((m.group(1), m.group(3).strip(), line))
                doc = None
            line += text.count('\n', i, end)
            i = end
        elif c == '"':
            end = text.find('"', i + 1)
            out.append((text[i:end + 1], line, doc))
            doc = None
            at_line_start = False
            i = end + 1
        else:
            m = TOKEN.match(text, i)
            out.append((m.group(0), line, doc))
            doc = None
            at_line_start = False
            i = m.end()
    return out, defines


def clean_doc(comment):
    lines = comment[3:-2].split('\n')
    return '\n'.join(re.sub(r'^\s*\*? ?', '', l).rstrip() for l in lines).strip()


def first_sentence(doc):
    text = re.split(r'\s@\w', doc or '', maxsplit=1)[0]
    text = ' '.join(text.split())
    m = re.match(r'(.*?[^.][.?!])(?:\s+(?=[A-Z"`(0-9-])|$)', text)
    return m.group(1) if m else text


def evaluate(words, values, where):
    """An integer constant expression of literals, known names and + - * << | ~ ( )."""
    parts = []
    for w in words:
        if re.match(r'[A-Za-z_]', w):
            if w not in values:
                raise HeaderError('%s: %s is not a constant known here' % (where, w))
            parts.append(str(values[w]))
        elif re.match(r'0[xX]|\d', w) or w in ('+', '-', '*', '<<', '|', '~', '(', ')'):
            parts.append(w)
        else:
            raise HeaderError('%s: "%s" in a constant' % (where, w))
    return int(eval(' '.join(parts), {'__builtins__': {}}))  # only digits and operators are left


class Parser:
    def __init__(self, abi, path, root, library):
        self.abi, self.path, self.library = abi, path, library
        self.tokens, defines = tokens_of(path, root)
        self.i = 0
        for name, text, line in defines:
            if name in MACROS_WITHOUT_VALUE or not text or name.endswith('_H'):
                continue
            where = '%s:%d' % (path, line)
            value = evaluate(re.findall(TOKEN, re.sub(r'(?<=\d)[uUlL]+\b', '', text)), abi.values, where)
            abi.values[name] = value
            self.add_constant(name, value, None)

    def where(self):
        line = self.tokens[min(self.i, len(self.tokens) - 1)][1] if self.tokens else 0
        return '%s:%d' % (self.path, line)

    def fail(self, message):
        raise HeaderError('%s: %s' % (self.where(), message))

    def peek(self, ahead=0):
        return self.tokens[self.i + ahead][0] if self.i + ahead < len(self.tokens) else ''

    def take(self, want=None):
        if self.i >= len(self.tokens):
            self.fail('unexpected end of the header')
        token = self.tokens[self.i][0]
        if want is not None and token != want:
            self.fail('expected "%s", found "%s"' % (want, token))
        self.i += 1
        return token

    def add_constant(self, name, value, enum):
        self.abi.constants.append({'name': name, 'value': value, 'enum': enum, 'library': self.library})

    def run(self):
        while self.i < len(self.tokens):
            token, _, doc = self.tokens[self.i]
            if token == 'extern' and self.peek(1) == '"C"':
                self.i += 3
            elif token == '}' or token == ';':  # the end of extern "C"
                self.i += 1
            elif token == 'enum':
                self.enum(doc)
            elif token == 'typedef':
                self.typedef(doc)
            elif token == 'CSC_API':
                self.function(doc)
            elif token == 'struct' and self.peek(2) == ';':
                self.i += 3
            else:
                self.fail('"%s" begins no declaration that a public header may hold' % token)

    def enum(self, doc):
        self.take('enum')
        name = self.take()
        self.take('{')
        value = -1
        record = {'name': name, 'items': []}
        while self.peek() != '}':
            item = self.take()
            if self.peek() == '=':
                self.take()
                words = []
                while self.peek() not in (',', '}'):
                    words.append(self.take())
                value = evaluate(words, self.abi.values, self.where())
            else:
                value += 1
            if not -2**31 <= value < 2**31:
                self.fail('%s does not fit an int' % item)
            self.abi.values[item] = value
            self.add_constant(item, value, name)
            record['items'].append((item, value))
            if self.peek() == ',':
                self.take()
        self.take('}')
        self.take(';')
        self.abi.order.append(('enum', self.library, record))

    def typedef(self, doc):
        self.take('typedef')
        if self.peek() == 'struct' and self.peek(2) == '{':
            self.struct(doc)
            return
        if self.peek() == 'struct' and self.peek(3) == ';':
            self.take()
            tag, name = self.take(), self.take()
            self.take(';')
            if tag != name:
                self.fail('struct %s and its name %s differ' % (tag, name))
            record = {'name': name, 'library': self.library, 'doc': first_sentence(doc)}
            if name not in self.abi.names:
                self.abi.names[name] = 'opaque'
                self.abi.opaques.append(record)
                self.abi.order.append(('opaque', self.library, record))
            return
        base = self.base_type()
        base = self.pointers(base)
        if self.peek() == '(':
            self.take('(')
            self.take('*')
            name = self.take()
            self.take(')')
            record = {'name': name, 'library': self.library, 'doc': first_sentence(doc), 'returns': strip(base),
                      'args': self.arguments()}
            self.take(';')
            self.abi.names[name] = 'callback'
            self.abi.callbacks.append(record)
            self.abi.order.append(('callback', self.library, record))
            return
        name = self.take()
        self.take(';')
        if base['kind'] != 'scalar':
            self.fail('typedef %s is neither a struct, a callback nor a scalar' % name)
        record = {'name': name, 'type': base['name'], 'library': self.library}
        self.abi.names[name] = 'alias'
        self.abi.alias_of[name] = base['name']
        self.abi.aliases.append(record)
        self.abi.order.append(('alias', self.library, record))

    def struct(self, doc):
        self.take('struct')
        tag = self.take()
        self.take('{')
        if tag not in self.abi.names:
            self.abi.names[tag] = 'struct'  # so that it can point to itself
        elif self.abi.names[tag] == 'opaque':
            self.abi.names[tag] = 'struct'
            self.abi.opaques[:] = [o for o in self.abi.opaques if o['name'] != tag]
        fields = []
        while self.peek() != '}':
            fields.extend(self.members())
        self.take('}')
        name = self.take()
        self.take(';')
        if tag != name:
            self.fail('struct %s and its name %s differ' % (tag, name))
        record = {'name': name, 'library': self.library, 'doc': first_sentence(doc), 'fields': fields}
        self.layout(record)
        self.abi.structs.append(record)
        self.abi.order.append(('struct', self.library, record))

    def layout(self, record):
        at, align = 0, 1
        for field in record['fields']:
            size, a = self.size_of(field['type'])
            at = (at + a - 1) // a * a
            field['offset'] = at
            at += size
            align = max(align, a)
        record['size'] = (at + align - 1) // align * align
        record['align'] = align

    def size_of(self, t):
        if t['kind'] == 'scalar':
            return SCALARS[t['name']]
        if t['kind'] in ('pointer', 'function', 'callback'):
            return 8, 8
        if t['kind'] == 'array':
            size, align = self.size_of(t['of'])
            return size * t['length'], align
        if t['kind'] == 'struct':
            for s in self.abi.structs:
                if s['name'] == t['name']:
                    return s['size'], s['align']
        self.fail('a member of a type without a size')

    def members(self):
        base = self.base_type()
        out = []
        while True:
            t = self.pointers(base)
            if self.peek() == '(':
                self.take('(')
                self.take('*')
                name = self.take()
                self.take(')')
                t = {'kind': 'function', 'returns': strip(t), 'args': self.arguments()}
            else:
                name = self.take()
                lengths = []
                while self.peek() == '[':
                    lengths.append(self.array_length())
                for length in reversed(lengths):
                    t = {'kind': 'array', 'of': t, 'length': length}
                if self.peek() == ':':
                    self.fail('bit-field %s' % name)
            out.append({'name': name, 'type': strip(t)})
            if self.peek() == ',':
                self.take()
                continue
            self.take(';')
            return out

    def array_length(self):
        self.take('[')
        words = []
        while self.peek() != ']':
            words.append(self.take())
        self.take(']')
        return evaluate(words, self.abi.values, self.where()) if words else 0

    def base_type(self):
        const = False
        name = None
        while True:
            token = self.peek()
            if token == 'const':
                const = True
                self.take()
            elif token == 'struct':
                self.take()
            elif name is None and re.match(r'[A-Za-z_]', token):
                name = self.take()
                if name in ('unsigned', 'signed', 'long', 'short', 'int', 'bool', '_Bool', 'enum', 'union', 'time_t', 'FILE'):
                    self.fail('"%s" in a public header; use fixed-width types, size_t, ptrdiff_t or double' % name)
            else:
                break
        if name is None:
            self.fail('expected a type, found "%s"' % self.peek())
        if name == 'void':
            t = {'kind': 'void'}
        elif name in SCALARS:
            t = {'kind': 'scalar', 'name': name}
        elif self.abi.names.get(name) == 'alias':
            t = {'kind': 'scalar', 'name': self.abi.alias_of[name], 'alias': name}
        elif name in self.abi.names:
            t = {'kind': self.abi.names[name], 'name': name}
        else:
            self.fail('unknown type %s (is its header included, and is it declared before?)' % name)
        if const:
            t['_const'] = True
        return t

    def pointers(self, t):
        while self.peek() == '*':
            self.take()
            const = bool(t.get('_const'))
            t = {'kind': 'pointer', 'to': strip(t), 'const': const}
            if self.peek() == 'const':
                self.take()
                t['_const'] = True
        return t

    def arguments(self):
        self.take('(')
        if self.peek() == 'void' and self.peek(1) == ')':
            self.i += 2
            return []
        out = []
        while True:
            if self.peek() == '...':
                self.fail('variable arguments')
            t = self.pointers(self.base_type())
            if self.peek() == '(':
                self.take('(')
                self.take('*')
                name = self.take()
                self.take(')')
                t = {'kind': 'function', 'returns': strip(t), 'args': self.arguments()}
            else:
                name = self.take()
                if not re.match(r'[A-Za-z_]\w*$', name):
                    self.i -= 1
                    self.fail('an argument without a name')
                if self.peek() == '[':
                    length = self.array_length()
                    const = bool(t.get('_const'))
                    t = {'kind': 'pointer', 'to': strip(t), 'const': const}
                    if length:
                        t['length'] = length
            if t['kind'] in ('struct', 'opaque', 'array'):
                self.fail('argument %s is a struct by value' % name)
            out.append({'name': name, 'type': strip(t), 'const': bool(t['kind'] == 'pointer' and t['const'])})
            if self.peek() == ',':
                self.take()
                continue
            self.take(')')
            return out

    def function(self, doc):
        self.take('CSC_API')
        nodiscard = False
        if self.peek() == 'CSC_NODISCARD':
            self.take()
            nodiscard = True
        returns = strip(self.pointers(self.base_type()))
        name = self.take()
        if returns['kind'] == 'struct':
            self.fail('%s returns a struct by value' % name)
        where = self.where()
        args = self.arguments()
        self.take(';')
        if not re.match(r'csc_[a-z0-9_]+$', name):
            raise HeaderError('%s: %s is no name of ours' % (where, name))
        if not doc:
            raise HeaderError('%s: %s has no doc comment' % (where, name))
        since = re.search(r'@since\s+(\d+\.\d+)', doc)
        if not since:
            raise HeaderError('%s: the comment of %s lacks @since' % (where, name))
        record = {'name': name, 'library': self.library, 'header': self.path[len('include/'):], 'since': since.group(1),
                  'nodiscard': nodiscard, 'doc': first_sentence(doc), 'returns': returns, 'args': args}
        if any(f['name'] == name for f in self.abi.functions):
            raise HeaderError('%s: %s is declared twice' % (where, name))
        self.abi.functions.append(record)
        self.abi.order.append(('function', self.library, record))


def strip(t):
    return {k: v for k, v in t.items() if k != '_const'}


def read_headers(root):
    core = include_order('include/csc.h', root)
    both = include_order('include/csc-io.h', root)
    here = sorted('include/csc/' + n for n in os.listdir(os.path.join(root, 'include/csc')) if n.endswith('.h'))
    for path in here:
        if path not in both:
            raise HeaderError('%s: included by neither csc.h nor csc-io.h' % path)
    abi = Abi()
    for path in both:
        Parser(abi, path, root, 'libcsc' if path in core else 'libcsc-io').run()
    return abi


# ------------------------------------------------------------------- writing

def c_type(t, name=''):
    """A declaration of `name` with type t, in plain C."""
    inner = name
    while True:
        kind = t['kind']
        if kind == 'pointer':
            to = t['to']
            inner = '*' + inner
            if t['const']:
                if to['kind'] != 'pointer':
                    return 'const ' + c_type(to, inner)
                inner = 'const ' + inner  # const char *const *x
            t = to
        elif kind == 'array':
            inner = '%s[%d]' % (inner, t['length'])
            t = t['of']
        elif kind == 'function':
            return c_type(t['returns'], '(*%s)(%s)' % (inner, c_args(t['args'])))
        else:
            word = 'void' if kind == 'void' else t.get('alias', t.get('name'))
            return word if not inner else '%s %s' % (word, inner)


def c_args(args):
    return ', '.join(c_type(a['type'], a['name']) for a in args) if args else 'void'


def ffi_header(abi, library):
    lines = ['/* Generated from the public headers by bindings/generate.py: no preprocessor, for PHP FFI, cffi and LuaJIT.',
             ' * %s */' % ('Types and functions of libcsc.' if library == 'libcsc' else 'What libcsc-io adds to csc.ffi.h; read that one first.'),
             '']
    macros = [c for c in abi.constants if c['enum'] is None and c['library'] == library and -2**31 <= c['value'] < 2**31]
    if macros:
        lines.append('enum { %s };' % ', '.join('%s = %d' % (c['name'], c['value']) for c in macros))
    for what, lib, r in abi.order:
        if lib != library:
            continue
        if what == 'enum':
            lines.append('enum %s { %s };' % (r['name'], ', '.join('%s = %d' % item for item in r['items'])))
        elif what == 'alias':
            lines.append('typedef %s %s;' % (r['type'], r['name']))
        elif what == 'opaque':
            lines.append('typedef struct %s %s;' % (r['name'], r['name']))
        elif what == 'callback':
            lines.append('typedef %s;' % c_type(r['returns'], '(*%s)(%s)' % (r['name'], c_args(r['args']))))
        elif what == 'struct':
            lines.append('typedef struct %s {' % r['name'])
            for f in r['fields']:
                lines.append('    %s;' % c_type(f['type'], f['name']).replace('%s *' % r['name'], 'struct %s *' % r['name']))
            lines.append('} %s;' % r['name'])
        else:
            lines.append('%s;' % c_type(r['returns'], '%s(%s)' % (r['name'], c_args(r['args']))))
    return '\n'.join(lines) + '\n'


def symbol_map(abi, library):
    functions = [f for f in abi.functions if f['library'] == library]
    releases = sorted({f['since'] for f in functions} or {'0.1'}, key=lambda v: [int(p) for p in v.split('.')])
    out = ['# Generated from the public headers by bindings/generate.py.']
    before = ''
    for release in releases:
        names = sorted(f['name'] for f in functions if f['since'] == release)
        out.append('CSC_%s {' % release)
        if names:
            out.append('    global:')
            out.extend('        %s;' % n for n in names)
        if not before:
            out.append('    local: *;')
        out.append('}%s;' % before)
        before = ' CSC_%s' % release
    return '\n'.join(out) + '\n'


def abi_json(abi):
    doc = {'about': 'Generated from the public headers by bindings/generate.py, which describes the form.'}
    for part in ('aliases', 'constants', 'opaques', 'callbacks', 'structs', 'functions'):
        doc[part] = getattr(abi, part)
    out = ['{', '"about": %s,' % json.dumps(doc['about'])]
    parts = [p for p in doc if p != 'about']
    for p in parts:  # one record a line: readable differences and merges
        rows = ',\n'.join(json.dumps(r, ensure_ascii=False) for r in doc[p])
        out.append('"%s": [\n%s\n]%s' % (p, rows, '' if p == parts[-1] else ','))
    out.append('}')
    return '\n'.join(out) + '\n'


def generate(root):
    abi = read_headers(root)
    return {
        'libcsc/libcsc.map': symbol_map(abi, 'libcsc'),
        'libcsc/libcsc-io.map': symbol_map(abi, 'libcsc-io'),
        'bindings/abi.json': abi_json(abi),
        'bindings/csc.ffi.h': ffi_header(abi, 'libcsc'),
        'bindings/csc-io.ffi.h': ffi_header(abi, 'libcsc-io'),
        'tests/scripts/exports-libcsc.txt': ''.join(sorted(f['name'] + '\n' for f in abi.functions if f['library'] == 'libcsc')),
        'tests/scripts/exports-libcsc-io.txt': ''.join(sorted(f['name'] + '\n' for f in abi.functions if f['library'] == 'libcsc-io')),
    }


def main(argv):
    check = '--check' in argv
    out = ROOT
    if '--out' in argv:
        out = argv[argv.index('--out') + 1]
    elif [a for a in argv if a != '--check']:
        print(__doc__)
        return 2
    try:
        files = generate(ROOT)
    except HeaderError as e:
        print(e, file=sys.stderr)
        return 1
    stale = []
    for path, text in files.items():
        full = os.path.join(out, path)
        old = open(full, encoding='utf-8').read() if os.path.exists(full) else None
        if old == text:
            continue
        stale.append(path)
        if not check:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'w', encoding='utf-8', newline='\n') as f:
                f.write(text)
    for path in stale:
        print(('%s is not what the headers say; run python3 bindings/generate.py' if check else 'wrote %s') % path)
    return 1 if check and stale else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
