//===- Attention.cpp - Layers of attention --------------------------------===//

#include "compiler/Import/Layers.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

static ArrayRef<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product *= size;
  return product;
}

/// The query, the value and the key of a call, of at least three dimensions;
/// the key may be left out.
namespace {
struct AttentionInputs {
  Value query, value, key;
};
} // namespace

static std::optional<AttentionInputs> readInputs(LayerCall &call) {
  constexpr size_t fewest = 2, most = 3, leastRank = 3;
  if (call.inputs.size() < fewest || call.inputs.size() > most) {
    call.error(call.className +
               " needs a query, a value and perhaps a key, but has " +
               Twine(call.inputs.size()) + " inputs");
    return std::nullopt;
  }
  for (Value input : call.inputs)
    if (getShape(input).size() < leastRank) {
      call.error(call.className + " needs inputs of shape (None, steps, " +
                 "channels), but has " + printShape(input.getType()) +
                 ": use Reshape or RepeatVector before");
      return std::nullopt;
    }
  return AttentionInputs{call.inputs[0], call.inputs[1], call.inputs.back()};
}

/// Adds -1e9, as Keras does, to the scores of what is behind the query's own
/// step: their exponentials are zeros.
static Value maskCausally(LayerCall &call, Value scores) {
  constexpr float masked = -1e9F;
  SmallVector<int64_t> shape(getShape(scores));
  int64_t queries = shape[shape.size() - 2], keys = shape.back();
  // They are numbers of the program.
  constexpr int64_t mostNumbers = int64_t(1) << 24;
  if (queries > mostNumbers / keys)
    return call.error("has a causal mask of more than 2^24 numbers: attend to "
                      "fewer steps");
  std::vector<float> mask;
  for (int64_t query = 0; query < queries; ++query)
    for (int64_t key = 0; key < keys; ++key)
      mask.push_back(key > query ? masked : 0);
  Value numbers = call.loadGiven("causal_mask", mask);
  if (!numbers)
    return {};
  auto axis = static_cast<int64_t>(shape.size()) - 2;
  return buildOverAxes(call, scores, axis, [&](Value rows) -> Value {
    return nn::BiasAddOp::create(call.builder, rows, numbers);
  });
}

/// How much each key counts for each query.
static Value buildProbabilities(LayerCall &call, Value scores) {
  if (call.isCausal)
    scores = maskCausally(call, scores);
  return scores
             ? buildDropout(call, nn::SoftmaxOp::create(call.builder, scores),
                            "dropout")
             : Value();
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// The sum of tanh(q + k) over the channels, for each pair of a query and a
/// key.
static Value buildConcatScores(LayerCall &call, Value query, Value key,
                               Value scale) {
  SmallVector<int64_t> left(getShape(query)), right(getShape(key));
  int64_t queries = left[left.size() - 2], keys = right[right.size() - 2];
  left.insert(left.end() - 1, 1);
  right.insert(right.end() - 2, 1);
  Value a = buildReshape(call, query, left), b = buildReshape(call, key, right);
  SmallVector<int64_t> shape(left);
  shape[shape.size() - 2] = keys;
  if (!a || !b || !call.getType(shape))
    return {};
  Value sum = nn::AddOp::create(call.builder, a, b);
  if (scale)
    sum = nn::MultiplyOp::create(call.builder, sum, scale);
  shape.back() = 1;
  Value scores =
      nn::ReduceSumOp::create(call.builder, call.getType(shape),
                              Value(nn::TanhOp::create(call.builder, sum)));
  shape.pop_back();
  shape[shape.size() - 2] = queries;
  return buildReshape(call, scores, shape);
}

static Value buildAttention(LayerCall &call) {
  auto inputs = readInputs(call);
  bool useScale = call.arguments.getBool("use_scale", false);
  std::string mode = call.arguments.getString("score_mode", "dot");
  if (!inputs || call.arguments.failed())
    return {};
  if (mode != "dot" && mode != "concat")
    return call.error("argument \"score_mode\" must be \"dot\" or \"concat\", "
                      "but is " +
                      quote(mode));
  auto [query, value, key] = *inputs;
  ArrayRef<int64_t> q = getShape(query), k = getShape(key), v = getShape(value);
  if (k.drop_back() != v.drop_back() || q.drop_back(2) != k.drop_back(2) ||
      q.back() != k.back())
    return call.error("Attention needs inputs of shapes (None, T, D), (None, "
                      "S, E) and (None, S, D), but has " +
                      printShape(query.getType()) + ", " +
                      printShape(value.getType()) + " and " +
                      printShape(key.getType()));
  Value scale = useScale ? call.load("scale", {}, "Ones") : Value();
  if (useScale && !scale)
    return {};
  Value scores;
  if (mode == "concat") {
    Value weight = call.load("concat_score_weight", {}, "Ones");
    scores = weight ? buildConcatScores(call, query, key, scale) : Value();
    if (!scores)
      return {};
    scores = nn::MultiplyOp::create(call.builder, scores, weight);
  } else {
    scores = buildMatMul(call, query, /*transposeLhs=*/false, key,
                         /*transposeRhs=*/true);
    if (scores && scale)
      scores = nn::MultiplyOp::create(call.builder, scores, scale);
  }
  Value probabilities = scores ? buildProbabilities(call, scores) : Value();
  return probabilities
             ? buildMatMul(call, probabilities, /*transposeLhs=*/false, value,
                           /*transposeRhs=*/false)
             : Value();
}

//===----------------------------------------------------------------------===//
// MultiHeadAttention
//===----------------------------------------------------------------------===//

/// One of the layers inside, which are called `name`: a matrix product of the
/// last axis, whose variables have axes of their own for what is multiplied
/// (`bound`) and for the results.
static Value buildProjection(LayerCall &call, StringRef name, Value input,
                             ArrayRef<int64_t> bound,
                             ArrayRef<int64_t> results) {
  bool useBias = call.arguments.getBool("use_bias", true);
  SmallVector<int64_t> kernelShape(bound);
  kernelShape.append(results.begin(), results.end());
  int64_t channels = multiply(results);
  SmallVector<int64_t> shape(getShape(input));
  shape.back() = channels;
  RankedTensorType type = call.getType(shape);
  Value kernel = call.load((name + "/kernel").str(), kernelShape,
                           "GlorotUniform", /*mayTrain=*/true, "kernel");
  kernel = type && kernel
               ? buildReshape(call, kernel, {multiply(bound), channels})
               : Value();
  if (!kernel)
    return {};
  Value output = nn::DenseOp::create(call.builder, type, input, kernel);
  if (!useBias)
    return output;
  Value bias = call.load((name + "/bias").str(), results, "Zeros",
                         /*mayTrain=*/true, "bias");
  bias = bias ? buildReshape(call, bias, {channels}) : Value();
  return bias ? nn::BiasAddOp::create(call.builder, output, bias) : Value();
}

/// (None, steps, heads x size) as (None, heads, steps, size), and back.
static Value splitHeads(LayerCall &call, Value input, int64_t heads) {
  ArrayRef<int64_t> shape = getShape(input);
  int64_t steps = shape[1], size = shape[2] / heads;
  Value split = buildReshape(call, input, {shape[0], steps, heads, size});
  return nn::PermuteOp::create(call.builder,
                               call.getType({shape[0], heads, steps, size}),
                               split, ArrayRef<int64_t>{0, 2, 1, 3});
}

static Value joinHeads(LayerCall &call, Value input) {
  SmallVector<int64_t> shape(getShape(input));
  std::swap(shape[1], shape[2]);
  Value moved = nn::PermuteOp::create(call.builder, call.getType(shape), input,
                                      ArrayRef<int64_t>{0, 2, 1, 3});
  return buildReshape(call, moved, {shape[0], shape[1], shape[2] * shape[3]});
}

/// The axes between the batch and the channels as one.
static Value flattenSteps(LayerCall &call, Value input) {
  ArrayRef<int64_t> shape = getShape(input);
  return buildReshape(
      call, input,
      {shape.front(), multiply(shape.drop_front().drop_back()), shape.back()});
}

/// How many numbers each step of the result has; nothing after an error.
static std::optional<int64_t> readOutputSize(LayerCall &call, int64_t size) {
  const Json *argument = call.arguments.find("output_shape");
  if (!argument)
    return size;
  const Json &number = argument->is_array() && argument->size() == 1
                           ? argument->front()
                           : *argument;
  constexpr int64_t limit = std::numeric_limits<int32_t>::max();
  if (number.is_number_integer() && number > 0 && number <= limit)
    return number.get<int64_t>();
  call.error("argument \"output_shape\" must be one size, but is " +
             describe(*argument) + ": use Reshape behind the layer");
  return std::nullopt;
}

/// Whether queries attend along all axes between the batch and the channels;
/// reports if not.
static bool checkAxes(LayerCall &call, int64_t rank) {
  auto all = llvm::to_vector(llvm::seq<int64_t>(1, rank - 1));
  auto axes = readAxes(call, "attention_axes", rank, all);
  if (axes && *axes != all)
    call.error("attends along some of the axes between the batch and the "
               "channels, but only all of them are supported: leave "
               "\"attention_axes\" out");
  return axes && *axes == all;
}

static Value buildMultiHeadAttention(LayerCall &call) {
  JsonObject &arguments = call.arguments;
  auto inputs = readInputs(call);
  int64_t heads = arguments.getInteger("num_heads");
  int64_t keySize = arguments.getInteger("key_dim");
  int64_t valueSize = arguments.getInteger("value_dim", keySize);
  bool useGate = arguments.getBool("use_gate", false);
  call.rejectConstraints({"kernel", "bias"});
  arguments.expect("sliding_window", {}, "attend to all steps");
  arguments.expect("activity_regularizer", {},
                   "put an ActivityRegularization behind the layer");
  // Keras 2 has the shapes that it was built with here.
  arguments.ignore({"query_shape", "key_shape", "value_shape",
                    "bias_initializer", "bias_regularizer"});
  if (!inputs || arguments.failed())
    return {};
  auto [query, value, key] = *inputs;
  SmallVector<int64_t> shape(getShape(query));
  ArrayRef<int64_t> keyShape = getShape(key), valueShape = getShape(value);
  if (keyShape.drop_back() != valueShape.drop_back())
    return call.error("needs a key for each value, but has " +
                      printShape(key.getType()) + " and " +
                      printShape(value.getType()));
  auto outputSize = readOutputSize(call, shape.back());
  if (!outputSize || !checkAxes(call, static_cast<int64_t>(shape.size())))
    return {};
  Value queries = flattenSteps(call, query), keys = flattenSteps(call, key),
        values = flattenSteps(call, value);
  // In the order of Keras's variables.
  auto project = [&](StringRef name, Value input, int64_t size) {
    return input ? buildProjection(call, name, input, getShape(input).back(),
                                   {heads, size})
                 : Value();
  };
  Value q = project("query", queries, keySize);
  Value k = project("key", keys, keySize);
  Value gate = useGate ? project("gate", queries, valueSize) : Value();
  Value v = project("value", values, valueSize);
  if (!q || !k || !v || (useGate && !gate))
    return {};
  q = buildScaled(call.builder, q, 1 / std::sqrt(double(keySize)));
  Value scores =
      buildMatMul(call, splitHeads(call, q, heads), /*transposeLhs=*/false,
                  splitHeads(call, k, heads), /*transposeRhs=*/true);
  Value probabilities = scores ? buildProbabilities(call, scores) : Value();
  if (!probabilities)
    return {};
  Value attended =
      joinHeads(call, buildMatMul(call, probabilities, /*transposeLhs=*/false,
                                  splitHeads(call, v, heads),
                                  /*transposeRhs=*/false));
  if (gate)
    attended = nn::MultiplyOp::create(
        call.builder, attended, nn::SigmoidOp::create(call.builder, gate));
  Value output = buildProjection(call, "attention_output", attended,
                                 {heads, valueSize}, *outputSize);
  shape.back() = *outputSize;
  return output ? buildReshape(call, output, shape) : Value();
}

void anabranch::import::registerAttention(LayerRegistry &registry) {
  auto add = [&](StringRef name, LayerFunction build) {
    registry[name] = {build, RangeEffect::Changes, /*takesArrays=*/false,
                      /*mayBeCausal=*/true};
  };
  add("Attention", buildAttention);
  add("MultiHeadAttention", buildMultiHeadAttention);
}
