//===- Passes.td - What all targets' code goes through --------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_PASSES
#define ANABRANCH_COMPILER_CODEGEN_PASSES

include "mlir/Pass/PassBase.td"

def ExpandMathPass : Pass<"expand-math"> {
  let summary = "Write functions that no instruction computes as arithmetic";
  let description = [{
    Exponentials, logarithms and such become polynomials of the f32 that they are computed in: of
    whole vectors on a CPU, whose library has functions of single numbers. For a GPU all of them
    have to, so that nothing of CUDA is needed to compile, and so does what is made of others, such as
    a reciprocal of a square root. On a CPU the larger or smaller of a number and a constant is a comparison.

    ```mlir
    func.func @f(%x: vector<8xf32>) -> vector<8xf32> {
      %y = math.tanh %x : vector<8xf32>
      return %y : vector<8xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%arg0: vector<8xf32>) -> vector<8xf32> {
      %cst = arith.constant dense<1.19825836E-6> : vector<8xf32>
      %cst_0 = arith.constant dense<1.18534706E-4> : vector<8xf32>
      %cst_1 = arith.constant dense<0.00226843474> : vector<8xf32>
      %cst_2 = arith.constant dense<0.00489352504> : vector<8xf32>
      %cst_3 = arith.constant dense<-2.76076837E-16> : vector<8xf32>
      %cst_4 = arith.constant dense<2.00018794E-13> : vector<8xf32>
      %cst_5 = arith.constant dense<-8.60467184E-11> : vector<8xf32>
      %cst_6 = arith.constant dense<5.12229725E-8> : vector<8xf32>
      %cst_7 = arith.constant dense<1.48572235E-5> : vector<8xf32>
      %cst_8 = arith.constant dense<6.37261954E-4> : vector<8xf32>
      %cst_9 = arith.constant dense<0.00489352457> : vector<8xf32>
      %cst_10 = arith.constant dense<4.000000e-04> : vector<8xf32>
      %cst_11 = arith.constant dense<-7.99881172> : vector<8xf32>
      %cst_12 = arith.constant dense<7.99881172> : vector<8xf32>
      %0 = arith.cmpf ult, %arg0, %cst_12 : vector<8xf32>
      %1 = arith.select %0, %arg0, %cst_12 : vector<8xi1>, vector<8xf32>
      %2 = arith.cmpf ugt, %1, %cst_11 : vector<8xf32>
      %3 = arith.select %2, %1, %cst_11 : vector<8xi1>, vector<8xf32>
      %4 = math.absf %arg0 : vector<8xf32>
      %5 = arith.cmpf olt, %4, %cst_10 : vector<8xf32>
      %6 = arith.mulf %3, %3 : vector<8xf32>
      %7 = math.fma %6, %cst_3, %cst_4 : vector<8xf32>
      %8 = math.fma %6, %7, %cst_5 : vector<8xf32>
      %9 = math.fma %6, %8, %cst_6 : vector<8xf32>
      %10 = math.fma %6, %9, %cst_7 : vector<8xf32>
      %11 = math.fma %6, %10, %cst_8 : vector<8xf32>
      %12 = math.fma %6, %11, %cst_9 : vector<8xf32>
      %13 = arith.mulf %3, %12 : vector<8xf32>
      %14 = math.fma %6, %cst, %cst_0 : vector<8xf32>
      %15 = math.fma %6, %14, %cst_1 : vector<8xf32>
      %16 = math.fma %6, %15, %cst_2 : vector<8xf32>
      %17 = arith.divf %13, %16 : vector<8xf32>
      %18 = arith.select %5, %3, %17 : vector<8xi1>, vector<8xf32>
      return %18 : vector<8xf32>
    }
    
    ```
  }];
  let options = [
    Option<"complete", "complete", "bool", "false", "fail where a function is left">
  ];
  let dependentDialects = ["::mlir::math::MathDialect", "::mlir::vector::VectorDialect",
                           "::mlir::arith::ArithDialect"];
}

#endif // ANABRANCH_COMPILER_CODEGEN_PASSES
