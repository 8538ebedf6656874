//===- Depthwise.td - Depthwise convolutions and their gradients ----------===//

#ifndef ANABRANCH_DIALECTS_NN_DEPTHWISE
#define ANABRANCH_DIALECTS_NN_DEPTHWISE

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_DepthwiseGroup : NN_Group<"Depthwise convolutions",
    "`strides` and `dilations` are [height, width], `padding` is [top, bottom, left, right].">;

/// A filter of one number per tap and channel: height, width, channels.
def NN_DepthwiseKernel : TensorRankOf<[F32, F64], [3]>;

let opDocGroup = NN_DepthwiseGroup in {
class NN_DepthwiseOp<string mnemonic> : NN_PureOp<mnemonic> {
  dag windowAttributes = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilations);
  let hasVerifier = 1;
}

def NN_DepthwiseConv2DOp : NN_DepthwiseOp<"depthwise_conv2d"> {
  let summary = "2-D convolution of each channel by a filter of its own";
  let description = [{
    y[n, h, w, c] = sum over i, j of x[n, h*s + i*d - top, w*s + j*d - left, c] * k[i, j, c].

    ```mlir
    %y = nn.depthwise_conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1]
       : (tensor<?x32x32x64xf32>, tensor<3x3x64xf32>) -> tensor<?x16x16x64xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input, NN_DepthwiseKernel:$kernel), windowAttributes);
  let results = (outs NN_Images:$result);
  let assemblyFormat = [{
    $input `,` $kernel `strides` $strides `padding` $padding `dilations` $dilations
    attr-dict `:` functional-type(operands, results)
  }];
  let hasCanonicalizer = 1;
}

def NN_DepthwiseConv2DInputGradOp : NN_DepthwiseOp<"depthwise_conv2d_input_grad"> {
  let summary = "gradient of depthwise_conv2d with respect to its input";
  let description = [{
    dx[n, y, x, c] = sum over (h, w, i, j) with h*s + i*d - top = y and w*s + j*d - left = x
    of dy[n, h, w, c] * k[i, j, c].

    ```mlir
    %dx = nn.depthwise_conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1]
       : (tensor<?x8x8x4xf32>, tensor<3x3x4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$outputGrad, NN_DepthwiseKernel:$kernel), windowAttributes);
  let results = (outs NN_Images:$result);
  let assemblyFormat = [{
    $outputGrad `,` $kernel `strides` $strides `padding` $padding `dilations` $dilations
    attr-dict `:` functional-type(operands, results)
  }];
}

def NN_DepthwiseConv2DKernelGradOp : NN_DepthwiseOp<"depthwise_conv2d_kernel_grad"> {
  let summary = "gradient of depthwise_conv2d with respect to its filter";
  let description = [{
    dk[i, j, c] = sum over (n, h, w) of x[n, h*s + i*d - top, w*s + j*d - left, c] * dy[n, h, w, c].

    ```mlir
    %dk = nn.depthwise_conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1]
       : (tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) -> tensor<3x3x4xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input, NN_Images:$outputGrad), windowAttributes);
  let results = (outs NN_DepthwiseKernel:$result);
  let assemblyFormat = [{
    $input `,` $outputGrad `strides` $strides `padding` $padding `dilations` $dilations
    attr-dict `:` functional-type(operands, results)
  }];
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_DEPTHWISE
