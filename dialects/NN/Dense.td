//===- Dense.td - Fully connected layers and their gradients --------------===//

#ifndef ANABRANCH_DIALECTS_NN_DENSE
#define ANABRANCH_DIALECTS_NN_DENSE

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_DenseGroup : NN_Group<"Fully connected layers", "">;

let opDocGroup = NN_DenseGroup in {
class NN_DenseBaseOp<string mnemonic> : NN_PureOp<mnemonic> {
  let results = (outs NN_Tensor:$result);
  let hasVerifier = 1;
}

def NN_DenseOp : NN_DenseBaseOp<"dense"> {
  let summary = "matrix product over the last dimension: y = x k";
  let description = [{
    Applies the kernel (inputs x units) to every row of the input, whatever its
    rank, as Keras's Dense does. The bias is an op of its own.

    ```mlir
    %y = nn.dense %x, %k : (tensor<?x512xf32>, tensor<512x10xf32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_Tensor:$kernel);
  let assemblyFormat = "$input `,` $kernel attr-dict `:` functional-type(operands, results)";
}

def NN_DenseInputGradOp : NN_DenseBaseOp<"dense_input_grad"> {
  let summary = "gradient of dense with respect to its input: dx = dy k'";
  let description = [{
    ```mlir
    %dx = nn.dense_input_grad %dy, %k : (tensor<?x10xf32>, tensor<512x10xf32>) -> tensor<?x512xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$outputGrad, NN_Tensor:$kernel);
  let assemblyFormat = "$outputGrad `,` $kernel attr-dict `:` functional-type(operands, results)";
}

def NN_DenseKernelGradOp : NN_DenseBaseOp<"dense_kernel_grad"> {
  let summary = "gradient of dense with respect to its kernel: dk = x' dy";
  let description = [{
    ```mlir
    %dk = nn.dense_kernel_grad %x, %dy : (tensor<?x512xf32>, tensor<?x10xf32>) -> tensor<512x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_Tensor:$outputGrad);
  let assemblyFormat = "$input `,` $outputGrad attr-dict `:` functional-type(operands, results)";
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_DENSE
