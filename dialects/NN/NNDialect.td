//===- NNDialect.td - The nn dialect and its base classes -----------------===//

#ifndef ANABRANCH_DIALECTS_NN_NNDIALECT
#define ANABRANCH_DIALECTS_NN_NNDIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def NN_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::anabranch::nn";
  let summary = "What a residual network computes, layer by layer";
  let description = [{
    Tensors are NHWC with a dynamic leading batch dimension; everything else
    is static. Parameters are module-level symbols that functions load and
    store. An op's location names the Keras layer that it came from.

    An imported model is a module with these attributes, of which a model that was not
    compiled has the first two alone:

    - `nn.layers`: the rows of its summary, an array of `#nn.layer`;
    - `nn.raw_inputs`: for each input whether bytes reach it as they are, 0 to 255, since the
      model scales them itself, and not as numbers from 0 to 1; absent if it scales none;
    - `nn.loss`: a `#nn.loss`, or for a model of several outputs an array with one for each of
      them, `unit` where an output has none;
    - `nn.metrics`: an array of `#nn.metric`;
    - `nn.optimizer`: an optimizer's attribute, such as `#nn.adam`;
    - `nn.schedule`: a schedule's, such as `#nn.cosine_decay`, if the learning rate changes;
    - `nn.weight_decay`: a number, if weights decay (AdamW), decoupled from the gradient;
    - `nn.gradient_clipping`: a `#nn.gradient_clipping`, if gradients are limited;
    - `nn.iteration`: the steps that the optimizer had done when the model was saved, if it had. Its
      state is then among the parameters.

    `nn.name`, on arguments and results of functions, is the name of the input or output
    layer. `differentiate-function` marks the gradients that it returns with `nn.argument`, and
    anabranch-run takes an argument's value from `nn.value`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect"];
}

/// A family of ops, one file on every level, as the reference groups them.
class NN_Group<string title, string text> : OpDocGroup {
  let summary = title;
  let description = text;
}

/// A tensor of numbers that gradients exist for.
def NN_Tensor : RankedTensorOf<[F32, F64]>;
/// One number per channel.
def NN_Channels : TensorRankOf<[F32, F64], [1]>;
/// The channels are `tensor`'s last dimension.
class NN_ChannelsOf<string channels, string tensor> : PredOpTrait<
    channels # " has one number of " # tensor # "'s element type for each of its channels",
    CPred<"isChannelsOf($" # channels # ".getType(), $" # tensor # ".getType())">>;
/// One number.
def NN_Scalar : TensorRankOf<[F32, F64], [0]>;
/// A batch of images: examples, height, width, channels.
def NN_Images : TensorRankOf<[F32, F64], [4]>;
/// A class index for each row of classes: tensor<?x1xi32>, or tensor<?x8x8x1xi32>
/// for pixels.
def NN_Labels : RankedTensorOf<[I32]>;
def NN_Places : TensorRankOf<[I32], [4]>;

class NN_Op<string mnemonic, list<Trait> traits = []>
    : Op<NN_Dialect, mnemonic, traits>;

class NN_PureOp<string mnemonic, list<Trait> traits = []>
    : NN_Op<mnemonic, !listconcat([Pure], traits)>;

#endif // ANABRANCH_DIALECTS_NN_NNDIALECT
