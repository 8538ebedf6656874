//===- MatMul.td - Products of matrices of activations --------------------===//

#ifndef ANABRANCH_DIALECTS_NN_MATMUL
#define ANABRANCH_DIALECTS_NN_MATMUL

include "dialects/NN/NNDialect.td"
include "dialects/NN/Interfaces.td"

def NN_MatMulGroup : NN_Group<"Matrix products", "">;

let opDocGroup = NN_MatMulGroup in {
def NN_MatMulOp : NN_PureOp<"matmul"> {
  let summary = "product of two matrices at each place: y = a b";
  let description = [{
    The last two dimensions of each operand are a matrix, and those in front, which both have, are
    the batch and whatever else there is a product for, such as attention's heads. Operands may be
    transposed: y = a' b, a b' or a' b'. (Products with weights are `nn.dense`.)

    ```mlir
    %scores = nn.matmul %query, %key {transpose_rhs}
       : (tensor<?x4x16x8xf32>, tensor<?x4x20x8xf32>) -> tensor<?x4x16x20xf32>
    %y = nn.matmul %scores, %value
       : (tensor<?x4x16x20xf32>, tensor<?x4x20x8xf32>) -> tensor<?x4x16x8xf32>
    ```

    A `nn.permute` that transposes an operand becomes an attribute.
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}
} // opDocGroup

#endif // ANABRANCH_DIALECTS_NN_MATMUL
