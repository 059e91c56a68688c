package main

import "testing"

func TestTheProgramSaysWhatItNeeds(t *testing.T) {
	for _, set := range []map[string]string{
		{"CHAINCODE_ID": "", "CHAINCODE_SERVER_ADDRESS": "127.0.0.1:0"},
		{"CHAINCODE_ID": "shoal:1", "CHAINCODE_SERVER_ADDRESS": ""},
		{"CHAINCODE_ID": "shoal:1", "CHAINCODE_SERVER_ADDRESS": "0.0.0.0:0"},
	} {
		for name, value := range set {
			t.Setenv(name, value)
		}
		if err := run(); err == nil {
			t.Errorf("%v: should be refused", set)
		}
	}
}
