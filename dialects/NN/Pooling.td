//===- Pooling.td - Pooling layers and their gradients --------------------===//

#ifndef ANABRANCH_DIALECTS_NN_POOLING
#define ANABRANCH_DIALECTS_NN_POOLING

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_PoolingGroup : NN_Group<"Pooling",
    "`window` and `strides` are [height, width], `padding` is [top, bottom, left, right].">;

let opDocGroup = NN_PoolingGroup in {
/// `window` and `strides` are [height, width]; `padding` is [top, bottom, left, right].
class NN_PoolingOp<string mnemonic> : NN_PureOp<mnemonic> {
  dag windowAttributes = (ins DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides,
                              DenseI64ArrayAttr:$padding);
  let results = (outs NN_Images:$result);
  let hasVerifier = 1;
}

def NN_AveragePool2DOp : NN_PoolingOp<"average_pool2d"> {
  let summary = "mean of each window; padding does not count";
  let description = [{
    ```mlir
    %y = nn.average_pool2d %x window [4, 4] strides [4, 4] padding [0, 0, 0, 0]
       : (tensor<?x4x4x512xf32>) -> tensor<?x1x1x512xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input), windowAttributes);
  let assemblyFormat = [{
    $input `window` $window `strides` $strides `padding` $padding attr-dict
    `:` functional-type(operands, results)
  }];
}

def NN_AveragePool2DGradOp : NN_PoolingOp<"average_pool2d_grad"> {
  let summary = "gradient of average_pool2d";
  let description = [{
    Each output's gradient goes in equal parts to its window's pixels.

    ```mlir
    %dx = nn.average_pool2d_grad %dy window [2, 2] strides [2, 2] padding [0, 0, 0, 0]
       : (tensor<?x2x2x8xf32>) -> tensor<?x4x4x8xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$outputGrad), windowAttributes);
  let assemblyFormat = [{
    $outputGrad `window` $window `strides` $strides `padding` $padding attr-dict
    `:` functional-type(operands, results)
  }];
}

def NN_MaxPool2DOp : NN_PoolingOp<"max_pool2d"> {
  let summary = "largest element of each window; padding never wins";
  let description = [{
    ```mlir
    %y = nn.max_pool2d %x window [2, 2] strides [2, 2] padding [0, 0, 0, 0]
       : (tensor<?x4x4x8xf32>) -> tensor<?x2x2x8xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input), windowAttributes);
  let assemblyFormat = [{
    $input `window` $window `strides` $strides `padding` $padding attr-dict
    `:` functional-type(operands, results)
  }];
}

def NN_MaxPool2DGradOp : NN_PoolingOp<"max_pool2d_grad"> {
  let summary = "gradient of max_pool2d";
  let description = [{
    Each output's gradient goes to the first largest element of its window,
    which is found again from the input.

    ```mlir
    %dx = nn.max_pool2d_grad %x, %dy window [2, 2] strides [2, 2] padding [0, 0, 0, 0]
       : (tensor<?x4x4x8xf32>, tensor<?x2x2x8xf32>) -> tensor<?x4x4x8xf32>
    ```
  }];
  let arguments = !con((ins NN_Images:$input, NN_Images:$outputGrad), windowAttributes);
  let assemblyFormat = [{
    $input `,` $outputGrad `window` $window `strides` $strides `padding` $padding attr-dict
    `:` functional-type(operands, results)
  }];
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_POOLING
