//===- Indexing.cpp - Parts of tensors, as Python names them --------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// The "start", "stop" and "step" of a slice; null if the index is none.
static const Json *findSlice(const Json &index) {
  const Json *slice = findConfig(index, "__slice__");
  return slice && slice->is_object() ? slice : nullptr;
}

/// The part [begin, end) of an axis that an index names, or one place of it, as
/// Python counts; none if it is neither.
static std::optional<std::pair<int64_t, int64_t>>
readIndex(const Json &index, int64_t size, bool &isPlace) {
  auto clamp = [&](int64_t position) {
    return std::clamp<int64_t>(position < 0 ? position + size : position, 0,
                               size);
  };
  isPlace = index.is_number_integer();
  if (isPlace) {
    auto position = index.get<int64_t>();
    if (position < -size || position >= size)
      return std::nullopt;
    position = clamp(position);
    return std::make_pair(position, position + 1);
  }
  const Json *slice = findSlice(index);
  if (!slice)
    return std::nullopt;
  auto read = [&](const char *key, int64_t fallback) -> std::optional<int64_t> {
    Json value = slice->value(key, Json());
    if (value.is_null())
      return fallback;
    if (!value.is_number_integer())
      return std::nullopt;
    return value.get<int64_t>();
  };
  auto begin = read("start", 0), end = read("stop", size),
       step = read("step", 1);
  if (!begin || !end || step != 1 || clamp(*begin) >= clamp(*end))
    return std::nullopt;
  return std::make_pair(clamp(*begin), clamp(*end));
}

/// Whether an index takes an axis as it is: `:`.
static bool takesAll(const Json &index) {
  const Json *slice = findSlice(index);
  auto has = [&](const char *key, const Json &value) {
    Json found = slice->value(key, Json());
    return found.is_null() || found == value;
  };
  return slice && has("start", 0) && has("stop", nullptr) && has("step", 1);
}

/// x[:, begin:end, place, ...].
static Value buildGetItem(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  if (!call.index)
    return call.error("is called without an index");
  Json whole = Json::array({*call.index});
  const Json &indices = call.index->is_array() ? *call.index : whole;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(input.getType()).getShape();
  SmallVector<int64_t> low(shape.size()), high(shape.size()), result{shape[0]};
  auto fail = [&] {
    return call.error("is indexed by " + describe(*call.index) +
                      "; an index must be a place or a range without steps of "
                      "each axis, and all of the batch, \":\"");
  };
  if (indices.empty() || indices.size() > shape.size() || !takesAll(indices[0]))
    return fail();
  for (size_t i = 1; i < shape.size(); ++i) {
    bool isPlace = false;
    auto part = i < indices.size() ? readIndex(indices[i], shape[i], isPlace)
                                   : std::make_pair(int64_t(0), shape[i]);
    if (!part)
      return fail();
    low[i] = -part->first;
    high[i] = part->second - shape[i];
    if (!isPlace)
      result.push_back(part->second - part->first);
  }
  if (result.size() < 2)
    return call.error("leaves the batch alone: keep an axis");
  Value cut = buildPad(call, input, low, high);
  return cut ? buildReshape(call, cut, result) : Value();
}

void anabranch::import::registerIndexing(LayerRegistry &registry) {
  registry["ops.GetItem"] = {buildGetItem, RangeEffect::Keeps};
}
