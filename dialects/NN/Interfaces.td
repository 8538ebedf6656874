//===- Interfaces.td - What nn ops can say about themselves ---------------===//

#ifndef ANABRANCH_DIALECTS_NN_INTERFACES
#define ANABRANCH_DIALECTS_NN_INTERFACES

include "mlir/IR/OpBase.td"

def ElementwiseOpInterface : OpInterface<"ElementwiseOpInterface"> {
  let cppNamespace = "::anabranch::nn";
  let description = [{
    An op that computes every element of its results from one element of each
    operand. Operands broadcast as in NumPy: a scalar (rank 0), one number per
    channel (rank 1 against the result's last dimension), or a size-1
    dimension against a larger one. All results have one shape.
  }];
  let methods = [
    InterfaceMethod<[{
        Builds the computation for one element with `arith` and `math` ops.
        `operands` are scalars, one per op operand; returns one scalar per result.
      }],
      "::llvm::SmallVector<::mlir::Value>", "buildScalars",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$operands)>,
    InterfaceMethod<[{
        Whether `buildScalars` takes one more operand behind the op's own: the
        element's channel, an i32.
      }],
      "bool", "needsChannelIndex", (ins), "", "return false;">,
    InterfaceMethod<[{
        Whether `buildScalars` takes one more operand behind all others: the
        element's place in the tensor, counted in memory order, an i32.
      }],
      "bool", "needsElementIndex", (ins), "", "return false;">
  ];
}

def ExpandableOpInterface : OpInterface<"ExpandableOpInterface"> {
  let cppNamespace = "::anabranch::nn";
  let description = [{
    An op that computes the same if all its tensors of more than one dimension, which have one
    number of them, get further ones of 1 between the batch and the last.
  }];
  let methods = [
    InterfaceMethod<[{
        Adapts the attributes that count dimensions to new ones, which stand at
        `positions`, in ascending order, among all of the new shape.
      }],
      "void", "insertDimensions", (ins "::llvm::ArrayRef<int64_t>":$positions),
      "", "(void)positions;">
  ];
  let extraSharedClassDeclaration = [{
    /// Where a dimension comes to stand when new ones are inserted.
    static int64_t getNewPosition(int64_t dimension, ::llvm::ArrayRef<int64_t> positions) {
      for (int64_t position : positions)
        dimension += position <= dimension;
      return dimension;
    }
  }];
}

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::anabranch::nn";
  let description = [{
    An op with a gradient rule. The rules live with the compiler
    (compiler/Autodiff, one file per op family) as external models.
  }];
  let methods = [
    InterfaceMethod<[{
        Builds the vector-Jacobian product: given the loss's gradient with
        respect to each result (null where the loss does not depend on it),
        returns its gradient with respect to each operand, null where the
        operand is not differentiable (labels) or the gradient is zero.
        `needed[i]` says whether operand i's gradient will be used.
      }],
      "::llvm::SmallVector<::mlir::Value>", "buildGradients",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$resultGradients,
           "::llvm::ArrayRef<bool>":$needed)>
  ];
}

def NN_OptimizerAttrInterface : AttrInterface<"OptimizerAttrInterface"> {
  let cppNamespace = "::anabranch::nn";
  let description = [{
    An optimizer's settings, and the update it applies. What all optimizers share is
    elsewhere: the learning rate's schedule, weight decay and gradient clipping are
    attributes of the module.
  }];
  let methods = [
    InterfaceMethod<"Keras's name: \"adam\", \"sgd\".", "::llvm::StringRef", "getOptimizerName">,
    InterfaceMethod<"The learning rate before any schedule.", "double", "getInitialLearningRate">,
    InterfaceMethod<"The state tensors kept per parameter, of its shape.",
      "::llvm::SmallVector<::anabranch::nn::OptimizerSlot>", "getSlots">,
    InterfaceMethod<"The numbers kept for all parameters together, each a tensor<f32>.",
      "::llvm::SmallVector<::anabranch::nn::OptimizerSlot>", "getSharedSlots", (ins), "", "return {};">,
    InterfaceMethod<[{
        Builds what all parameters' updates share, such as Adam's bias-corrected rate,
        from the learning rate, a tensor<f32>, and the shared slots. Returns the step's
        numbers, which `buildUpdate` takes, and then the new shared slots. Most take the
        learning rate as it is.
      }], "::llvm::SmallVector<::mlir::Value>", "buildStep",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Location":$location,
           "::mlir::Value":$learningRate, "::mlir::ValueRange":$sharedSlots), "",
      "return {learningRate};">,
    InterfaceMethod<[{
        Builds one parameter's update; returns the new parameter and then
        the new slots.
      }], "::llvm::SmallVector<::mlir::Value>", "buildUpdate",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Location":$location,
           "::mlir::Value":$parameter, "::mlir::Value":$gradient,
           "::mlir::ValueRange":$slots, "::mlir::ValueRange":$step)>
  ];
}

def NN_ScheduleAttrInterface : AttrInterface<"ScheduleAttrInterface"> {
  let cppNamespace = "::anabranch::nn";
  let description = "How the learning rate changes from step to step; the runtime computes it.";
  let methods = [
    InterfaceMethod<"Which formula of runtime/Model.h's AnabranchScheduleKind it is.",
      "::anabranch::nn::ScheduleKind", "getScheduleKind">,
    InterfaceMethod<"The formula's numbers, in the order that AnabranchScheduleKind gives.",
      "::llvm::SmallVector<double>", "getNumbers">
  ];
}

#endif // ANABRANCH_DIALECTS_NN_INTERFACES
