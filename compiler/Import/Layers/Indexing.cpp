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

static bool isEllipsis(const Json &index) {
  return findConfig(index, "__ellipsis__");
}

namespace {
/// What an index takes of an axis: `count` elements from `begin` on, `step`
/// apart.
struct Part {
  int64_t begin, count, step = 1;
  bool isPlace = false; ///< whether the axis goes
};
} // namespace

/// The part of an axis that an index names, as Python counts; none if it is
/// neither a place nor a range, or leaves nothing.
static std::optional<Part> readIndex(const Json &index, int64_t size) {
  auto clamp = [&](int64_t position) {
    return std::clamp<int64_t>(position < 0 ? position + size : position, 0,
                               size);
  };
  if (index.is_number_integer()) {
    auto position = index.get<int64_t>();
    if (position < -size || position >= size)
      return std::nullopt;
    return Part{clamp(position), 1, 1, /*isPlace=*/true};
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
  if (!begin || !end || !step || *step < 1 || clamp(*begin) >= clamp(*end))
    return std::nullopt;
  int64_t length = clamp(*end) - clamp(*begin);
  *step = std::min(*step, length);
  return Part{clamp(*begin), (length - 1) / *step + 1, *step};
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

/// An index, or a list of them, as Python writes it.
static std::string print(const Json &index) {
  if (index.is_null())
    return "None";
  if (isEllipsis(index))
    return "...";
  const Json *slice = findSlice(index);
  if (!slice)
    return describe(index);
  auto read = [&](const char *key) {
    Json value = slice->value(key, Json());
    return value.is_null() ? "" : describe(value);
  };
  std::string step = read("step");
  return read("start") + ":" + read("stop") + (step.empty() ? "" : ":" + step);
}

static std::string printAll(const Json &indices) {
  std::string text;
  for (const Json &index : indices)
    if (text.size() < 80)
      text += (text.empty() ? "" : ", ") + print(index);
    else
      return "[" + text + ", and so on]";
  return "[" + text + "]";
}

namespace {
/// The shapes on the way to x[...]: cut to the parts, with two axes for a part
/// whose elements lie apart, of which the second is then cut to 1.
struct Cut {
  SmallVector<int64_t> low, high, grid, gridHigh, result;

  void add(int64_t size, const Part &part) {
    low.push_back(-part.begin);
    high.push_back(part.begin + part.count * part.step - size);
    grid.push_back(part.count);
    gridHigh.push_back(0);
    if (part.step > 1) {
      grid.push_back(part.step);
      gridHigh.push_back(1 - part.step);
    }
    if (!part.isPlace)
      result.push_back(part.count);
  }
};
} // namespace

/// Reads the indices of all axes; false if one is not supported.
static bool readIndices(const Json &indices, ArrayRef<int64_t> shape,
                        Cut &cut) {
  auto namesAxis = [](const Json &index) {
    return !index.is_null() && !isEllipsis(index);
  };
  auto named = static_cast<size_t>(llvm::count_if(indices, namesAxis));
  if (named > shape.size() || llvm::count_if(indices, isEllipsis) > 1)
    return false;
  auto takeWhole = [&](size_t count) {
    for (; count > 0; --count) {
      int64_t size = shape[cut.low.size()];
      cut.add(size, {0, size});
    }
  };
  for (const Json &index : indices) {
    bool isBatch = cut.low.empty();
    if (isEllipsis(index)) {
      takeWhole(shape.size() - named);
    } else if (index.is_null() && !isBatch) {
      cut.result.push_back(1);
    } else if (isBatch) {
      if (index.is_null() || !takesAll(index))
        return false;
      takeWhole(1);
    } else {
      int64_t size = shape[cut.low.size()];
      std::optional<Part> part = readIndex(index, size);
      if (!part)
        return false;
      cut.add(size, *part);
    }
  }
  takeWhole(shape.size() - cut.low.size());
  return true;
}

/// x[:, begin:end:step, place, ..., None].
static Value buildGetItem(LayerCall &call) {
  Value input = call.getInput();
  if (!input)
    return {};
  if (!call.index)
    return call.error("is called without an index");
  Json whole = Json::array({*call.index});
  const Json &indices = call.index->is_array() ? *call.index : whole;
  Cut cut;
  if (!readIndices(indices, cast<RankedTensorType>(input.getType()).getShape(),
                   cut))
    return call.error("is indexed by " + printAll(indices) +
                      "; an index must be a place, a range with steps forward, "
                      "... or None, and all of the batch, \":\"");
  if (cut.result.size() < 2)
    return call.error("leaves the batch alone: keep an axis");
  Value taken = buildPad(call, input, cut.low, cut.high);
  if (taken && cut.grid.size() > cut.low.size()) {
    taken = buildReshape(call, taken, cut.grid);
    SmallVector<int64_t> none(cut.grid.size());
    taken = taken ? buildPad(call, taken, none, cut.gridHigh) : Value();
  }
  return taken ? buildReshape(call, taken, cut.result) : Value();
}

void anabranch::import::registerIndexing(LayerRegistry &registry) {
  registry["ops.GetItem"] = {buildGetItem, RangeEffect::Keeps};
}
