//===- InlineModels.cpp - Models inside the model -------------------------===//

#include "compiler/Import/Graph.h"
#include "compiler/Import/Layers.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch::import;

namespace {
struct Instance;

/// What a layer has become: a layer of the flat model, or a model that was
/// inlined.
struct Place {
  unsigned layer = 0;
  std::unique_ptr<Instance> model;
};

/// A model that stands in one place, where it is called some times. Call c of
/// the model's call k of a layer with n calls is number k n + c.
struct Instance {
  Graph *graph;
  std::vector<Place> places; ///< by layer
  /// The argument `training` of each call, if it has one.
  std::vector<std::optional<bool>> training;
};

class ModelInliner {
public:
  explicit ModelInliner(Reporter &reporter) : reporter(reporter) {}

  FailureOr<Graph> run(Graph &model);

private:
  LogicalResult place(Instance &instance, uint64_t times, StringRef group);
  void connect(Instance &instance);
  TensorRef resolve(const Instance &instance, unsigned time, TensorRef tensor);

  Reporter &reporter;
  Graph flat;
  uint64_t callCount = 0;
};
} // namespace

/// Gives every layer a place, and as many calls as it will have. Groups of
/// weights follow Keras's rule, the class's name, counted in each model: the
/// layers' names stand in archives too, but Keras does not look at them, and
/// HDF5 1.10 crashes on damaged strings.
LogicalResult ModelInliner::place(Instance &instance, uint64_t times,
                                  StringRef group) {
  llvm::StringMap<unsigned> counts;
  for (Layer &layer : instance.graph->layers) {
    if (!layer.isOperation) {
      std::string key = toSnakeCase(layer.className);
      unsigned count = counts[key]++;
      layer.weightsGroup = (group + "layers/" + key).str();
      if (count > 0)
        layer.weightsGroup += "_" + std::to_string(count);
    }
    Place &placed = instance.places.emplace_back();
    uint64_t calls =
        llvm::SaturatingMultiply<uint64_t>(times, layer.calls.size());
    // Far more than any network has; models in models can multiply.
    constexpr uint64_t limit = 1000000;
    callCount = llvm::SaturatingAdd(callCount, calls);
    if (callCount > limit)
      return reporter.error(layer.location,
                            "layer " + quote(layer.name) +
                                ": is called over and over in models inside "
                                "models, more than a million times");
    if (layer.model) {
      placed.model =
          std::make_unique<Instance>(Instance{layer.model.get(), {}, {}});
      if (failed(place(*placed.model, calls, layer.weightsGroup + "/")))
        return failure();
      continue;
    }
    placed.layer = flat.layers.size();
    Layer &copy = flat.layers.emplace_back(layer.name, layer.className,
                                           layer.config, layer.location);
    copy.isOperation = layer.isOperation;
    copy.trainable = layer.trainable;
    copy.isInner = layer.isInner;
    copy.weightsGroup = layer.weightsGroup;
    copy.calls.resize(calls);
  }
  return success();
}

/// The flat model's tensor for one of an instance's call number `time`.
TensorRef ModelInliner::resolve(const Instance &instance, unsigned time,
                                TensorRef tensor) {
  const Place &placed = instance.places[tensor.layer];
  auto calls =
      static_cast<unsigned>(instance.graph->layers[tensor.layer].calls.size());
  unsigned number = time * calls + tensor.call;
  if (!placed.model)
    return {placed.layer, number, tensor.output};
  return resolve(*placed.model, number,
                 placed.model->graph->outputs[tensor.output]);
}

void ModelInliner::connect(Instance &instance) {
  for (auto [layer, placed] :
       llvm::zip_equal(instance.graph->layers, instance.places)) {
    unsigned number = 0;
    for (unsigned time = 0; time < instance.training.size(); ++time)
      for (Call call : layer.calls) {
        for (TensorRef &input : call.inputs)
          input = resolve(instance, time, input);
        if (!call.training)
          call.training = instance.training[time];
        if (!placed.model) {
          // An inner model's input has got its own before.
          if (!call.inputs.empty() || layer.className != "InputLayer")
            flat.layers[placed.layer].calls[number++] = std::move(call);
          continue;
        }
        Instance &inner = *placed.model;
        inner.training.push_back(call.training);
        for (auto [index, input] :
             llvm::zip_equal(inner.graph->inputs, call.inputs)) {
          Layer &entrance = flat.layers[inner.places[index].layer];
          entrance.calls[number].inputs.push_back(input);
        }
        ++number;
      }
    if (placed.model)
      connect(*placed.model);
  }
}

FailureOr<Graph> ModelInliner::run(Graph &model) {
  Instance outermost{&model, {}, {std::nullopt}};
  if (failed(place(outermost, 1, "")))
    return failure();
  connect(outermost);
  flat.name = model.name;
  flat.isKeras2 = model.isKeras2;
  flat.outputNames = model.outputNames;
  for (unsigned input : model.inputs)
    flat.inputs.push_back(outermost.places[input].layer);
  for (TensorRef output : model.outputs)
    flat.outputs.push_back(resolve(outermost, 0, output));
  llvm::StringSet<> names;
  for (const Layer &layer : flat.layers)
    if (!names.insert(layer.name).second)
      return reporter.error(layer.location,
                            "layer " + quote(layer.name) +
                                ": is the second layer of this name: rename "
                                "one");
  return std::move(flat);
}

/// Keeps the configs that the file has none for.
static void takeImpliedInputs(Graph &from, Graph &to) {
  for (std::unique_ptr<Json> &config : from.impliedInputs)
    to.impliedInputs.push_back(std::move(config));
  for (Layer &layer : from.layers)
    if (layer.model)
      takeImpliedInputs(*layer.model, to);
}

FailureOr<Graph> anabranch::import::inlineModels(Reporter &reporter,
                                                 Graph model) {
  FailureOr<Graph> flat = ModelInliner(reporter).run(model);
  if (succeeded(flat))
    takeImpliedInputs(model, *flat);
  return flat;
}
