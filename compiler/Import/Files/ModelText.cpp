//===- ModelText.cpp - Parsing a model's JSON -----------------------------===//

#include "compiler/Import/Files/ModelText.h"

using namespace mlir;
using namespace anabranch::import;

static std::pair<unsigned, unsigned> getPosition(StringRef text,
                                                 size_t offset) {
  StringRef before = text.take_front(offset);
  size_t newline = before.rfind('\n');
  return {before.count('\n') + 1,
          newline == StringRef::npos ? offset + 1 : offset - newline};
}

/// Nobody nests further, and the stack has room for it.
static constexpr unsigned deepest = 200;

/// Walks over the text without looking at its grammar. Returns the offset of
/// the first bracket that is nested too deep for the recursive walks to come,
/// if there is one, and collects where the entries of `config.layers` begin.
static std::optional<size_t> scan(StringRef text,
                                  std::vector<size_t> &layerOffsets) {
  unsigned depth = 0;
  bool inLayers = false;
  StringRef lastString;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      size_t begin = i + 1;
      for (++i; i < text.size() && text[i] != '"'; ++i)
        i += text[i] == '\\';
      lastString = text.slice(begin, i);
    } else if (c == '[' || c == '{') {
      if (depth == 2 && c == '[')
        inLayers = lastString == "layers";
      if (depth == 3 && c == '{' && inLayers)
        layerOffsets.push_back(i);
      if (++depth > deepest)
        return i;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
      inLayers &= depth > 2;
    }
  }
  return std::nullopt;
}

Json anabranch::import::parseJson(StringRef text) {
  std::vector<size_t> layerOffsets;
  if (scan(text, layerOffsets))
    return Json(Json::value_t::discarded);
  return Json::parse(text.begin(), text.end(), /*callback=*/nullptr,
                     /*allow_exceptions=*/false);
}

FailureOr<ModelText> anabranch::import::parseModel(Reporter &reporter,
                                                   StringRef text) {
  auto fail = [&](size_t offset, const Twine &message) {
    auto [line, column] = getPosition(text, std::min(offset, text.size()));
    return reporter.error("is not a model's JSON: line " + Twine(line) +
                          ", column " + Twine(column) + ": " + message +
                          ": give what model.to_json() has returned");
  };
  std::vector<size_t> layerOffsets;
  if (std::optional<size_t> offset = scan(text, layerOffsets))
    return fail(*offset,
                "brackets are nested more than " + Twine(deepest) + " deep");

  ModelText model;
  try {
    model.value = Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error &error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: ..."
    auto [head, message] = StringRef(error.what()).split(": ");
    size_t offset = error.byte == 0 ? 0 : error.byte - 1;
    // Python writes them, though JSON knows none of them.
    for (StringRef number : {"Infinity", "NaN"})
      if (text.substr(offset).starts_with(number)) {
        auto [line, column] = getPosition(text, offset);
        return reporter.error(
            "has the number " + number + " in line " + Twine(line) +
            ", column " + Twine(column) +
            ", which is not supported: give a finite one, or None");
      }
    return fail(offset, message);
  } catch (const Json::exception &error) {
    return fail(0, StringRef(error.what()).split("] ").second);
  }
  // Offsets ascend, so each position is counted from the one before.
  unsigned line = 1;
  size_t lineBegin = 0, at = 0;
  for (size_t offset : layerOffsets) {
    for (; at < offset; ++at) {
      if (text[at] == '\n') {
        ++line;
        lineBegin = at + 1;
      }
    }
    model.layerPositions.emplace_back(line, offset - lineBegin + 1);
  }
  return model;
}
