//===- Convolution.td - 2-D convolutions and their gradients --------------===//

#ifndef ANABRANCH_DIALECTS_NN_CONVOLUTION
#define ANABRANCH_DIALECTS_NN_CONVOLUTION

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_ConvolutionGroup : NN_Group<"Convolutions",
    "`strides` and `dilations` are [height, width], `padding` is [top, bottom, left, right].">;

let opDocGroup = NN_ConvolutionGroup in {
/// `padding` is [top, bottom, left, right]: Keras's 'same' puts the odd pixel
/// on the far side, so the four differ.
class NN_ConvolutionOp<string mnemonic> : NN_PureOp<mnemonic> {
  dag windowAttributes = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let hasVerifier = 1;
}

def NN_Conv2DOp : NN_ConvolutionOp<"conv2d"> {
  let summary = "2-D convolution (cross-correlation, as in Keras), NHWC by HWIO";
  let description = [{
    y[n, h, w, o] = sum over i, j, c of
    x[n, h*s + i*d - top, w*s + j*d - left, c] * k[i, j, c, o].
    The bias is an op of its own, `nn.bias_add`. Zeros that an `nn.pad` puts around the input
    join the padding.

    ```mlir
    %y = nn.conv2d %x, %k strides [2, 2] padding [0, 1, 0, 1] dilations [1, 1] groups 1
       : (tensor<?x32x32x64xf32>, tensor<3x3x64x128xf32>) -> tensor<?x16x16x128xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input, NN_Images:$kernel), windowAttributes);
  let results = (outs NN_Images:$result);
  let assemblyFormat = [{
    $input `,` $kernel `strides` $strides `padding` $padding `dilations` $dilations
    `groups` $groups attr-dict `:` functional-type(operands, results)
  }];
  let hasCanonicalizer = 1;
}

def NN_Conv2DInputGradOp : NN_ConvolutionOp<"conv2d_input_grad"> {
  let summary = "gradient of conv2d with respect to its input";
  let description = [{
    dx[n, y, x, c] = sum over (h, w, i, j, o) with h*s + i*d - top = y and
    w*s + j*d - left = x of dy[n, h, w, o] * k[i, j, c, o]: the transpose of
    the map that `nn.conv2d` applies to its input.

    ```mlir
    %dx = nn.conv2d_input_grad %dy, %k strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
       : (tensor<?x8x8x4xf32>, tensor<3x3x2x4xf32>) -> tensor<?x8x8x2xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$outputGrad, NN_Images:$kernel), windowAttributes);
  let results = (outs NN_Images:$result);
  let assemblyFormat = [{
    $outputGrad `,` $kernel `strides` $strides `padding` $padding `dilations` $dilations
    `groups` $groups attr-dict `:` functional-type(operands, results)
  }];
}

def NN_Conv2DKernelGradOp : NN_ConvolutionOp<"conv2d_kernel_grad"> {
  let summary = "gradient of conv2d with respect to its kernel";
  let description = [{
    dk[i, j, c, o] = sum over (n, h, w) of
    x[n, h*s + i*d - top, w*s + j*d - left, c] * dy[n, h, w, o].

    ```mlir
    %dk = nn.conv2d_kernel_grad %x, %dy strides [1, 1] padding [1, 1, 1, 1] dilations [1, 1] groups 1
       : (tensor<?x8x8x2xf32>, tensor<?x8x8x4xf32>) -> tensor<3x3x2x4xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input, NN_Images:$outputGrad), windowAttributes);
  let results = (outs NN_Images:$result);
  let assemblyFormat = [{
    $input `,` $outputGrad `strides` $strides `padding` $padding `dilations` $dilations
    `groups` $groups attr-dict `:` functional-type(operands, results)
  }];
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_CONVOLUTION
