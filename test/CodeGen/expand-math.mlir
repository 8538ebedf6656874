// RUN: split-file %s %t
// RUN: anabranch-opt %t/cpu.mlir --expand-math | FileCheck %s --check-prefix=CPU
// RUN: anabranch-opt %t/gpu.mlir --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(gpu.module(expand-math{complete=true}))' | FileCheck %s

//--- cpu.mlir
// CPU-LABEL: func.func @vectors
// CPU-NOT: math.{{(exp|log|tanh|erf)}}
// CPU: return
func.func @vectors(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  %1 = math.log1p %0 : vector<16xf32>
  %2 = math.tanh %1 : vector<16xf32>
  %3 = math.erf %2 : vector<16xf32>
  return %3 : vector<16xf32>
}

// CPU-LABEL: func.func @extrema
// CPU-SAME: %[[X:.*]]: vector<16xf32>, %[[Y:.*]]: f32
// CPU-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00>
// CPU-DAG: %[[SIX:.*]] = arith.constant 6.000000e+00
// CPU-DAG: %[[BELOW:.*]] = arith.cmpf olt, %[[X]], %[[ZERO]]
// CPU-DAG: arith.select %[[BELOW]], %[[ZERO]], %[[X]]
// CPU-DAG: %[[ABOVE:.*]] = arith.cmpf ogt, %[[Y]], %[[SIX]]
// CPU-DAG: arith.select %[[ABOVE]], %[[SIX]], %[[Y]]
func.func @extrema(%x: vector<16xf32>, %y: f32) -> (vector<16xf32>, f32) {
  %zero = arith.constant dense<0.0> : vector<16xf32>
  %six = arith.constant 6.0 : f32
  %0 = arith.maximumf %x, %zero : vector<16xf32>
  %1 = arith.minimumf %y, %six : f32
  return %0, %1 : vector<16xf32>, f32
}

// A comparison would lose one of two that are no number.
// CPU-LABEL: func.func @negative_unknown_limit
// CPU: arith.maximumf
// CPU: arith.minimumf
func.func @negative_unknown_limit(%x: f32, %y: f32) -> (f32, f32) {
  %nan = arith.constant 0x7FC00000 : f32
  %0 = arith.maximumf %x, %y : f32
  %1 = arith.minimumf %0, %nan : f32
  return %0, %1 : f32, f32
}

// Polynomials are for f32, and the library has what is made of other functions.
// CPU-LABEL: func.func @negative_library
// CPU: math.tanh %{{.*}} : vector<8xf64>
// CPU: math.sinh
// CPU: math.powf
func.func @negative_library(%x: vector<8xf64>, %y: vector<16xf32>) -> (vector<8xf64>, vector<16xf32>) {
  %0 = math.tanh %x : vector<8xf64>
  %1 = math.sinh %y : vector<16xf32>
  %2 = math.powf %1, %y : vector<16xf32>
  return %0, %2 : vector<8xf64>, vector<16xf32>
}

//--- gpu.mlir

gpu.module @device {
  // CHECK-LABEL: gpu.func @functions
  // CHECK-NOT: math.{{(exp|log|tanh|erf|sinh|rsqrt|powf|round)}}
  // CHECK: gpu.return
  gpu.func @functions(%x: vector<4xf32>, %y: f32, %m: memref<?xvector<4xf32>>, %n: memref<?xf32>) kernel {
    %c0 = arith.constant 0 : index
    %0 = math.exp %x : vector<4xf32>
    %1 = math.log %0 : vector<4xf32>
    %2 = math.tanh %1 : vector<4xf32>
    %3 = math.erf %2 : vector<4xf32>
    %4 = math.log1p %3 : vector<4xf32>
    %5 = math.expm1 %4 : vector<4xf32>
    memref.store %5, %m[%c0] : memref<?xvector<4xf32>>
    %6 = math.sinh %y : f32
    %7 = math.rsqrt %6 : f32
    %8 = math.powf %7, %y : f32
    %9 = math.round %8 : f32
    memref.store %9, %n[%c0] : memref<?xf32>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @negative_instructions
  // CHECK: math.sqrt
  // CHECK: math.absf
  // CHECK: math.fma
  // CHECK: arith.maximumf
  gpu.func @negative_instructions(%y: f32, %n: memref<?xf32>) kernel {
    %c0 = arith.constant 0 : index
    %0 = math.sqrt %y : f32
    %1 = math.absf %0 : f32
    %2 = math.fma %0, %1, %y : f32
    %zero = arith.constant 0.0 : f32
    %3 = arith.maximumf %2, %zero : f32
    memref.store %3, %n[%c0] : memref<?xf32>
    gpu.return
  }
}

// -----

gpu.module @device {
  gpu.func @negative_double(%x: f64, %m: memref<1xf64>) kernel {
    %c0 = arith.constant 0 : index
    // expected-error@+1 {{has no code for a GPU in this precision: use f32}}
    %y = math.tanh %x : f64
    memref.store %y, %m[%c0] : memref<1xf64>
    gpu.return
  }
}
