// Prints the words of templates as a dictionary of libFuzzer: the functions' names from their table, and Go's own.

import TemplateFunctions

let words = #"""
  if else end range with define template block break continue nil true false and or not call index slice len print
  printf println html js urlquery eq ne lt le gt ge {{ }} {{- -}} /* */ := .user .pass .json .yaml .b64 .time .version
  .url .pem $ $x 1e9 0x1p-2 1_000 1+2i 'a' %[1]*.3v %#+v
  """#
for word in words.split(whereSeparator: \.isWhitespace).map(String.init) + TemplateFunctions.all().keys.sorted() {
  print("\"\(word)\"")
}
